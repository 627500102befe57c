// Runs a list of things a few at a time: the machine has few cores.

const AT_ONCE = 3;

/** Results, in the order of the items. */
export async function inTurn<T, R>(items: readonly T[], run: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await run(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
