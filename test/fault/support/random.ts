// Numbers that look random and come again with the same seed.

export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number from one to the other, both included. */
  between(least: number, most: number): number;
  pick<T>(choices: readonly T[]): T;
}

/** mulberry32 */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    pick<T>(choices: readonly T[]): T {
      if (choices.length === 0) throw new RangeError('There is nothing to pick from.');
      return choices[between(0, choices.length - 1)] as T;
    },
  };
}
