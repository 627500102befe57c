// Finds long runs of characters of one class in a text, by looking at few of its characters.

/** Which of the 128 ASCII characters belong to a class. */
export const tableOf = (characters: RegExp): Uint8Array =>
  Uint8Array.from({ length: 128 }, (_, code) => (characters.test(String.fromCharCode(code)) ? 1 : 0));

/** Letters, digits, `_` and `-`. */
export const TOKEN = tableOf(/[\w-]/);

/** Where the next run of at least `least` characters begins, at or behind `from`; -1 when there is none. */
export function nextRun(text: string, from: number, least: number, table: Uint8Array): number {
  const { length } = text;
  // One of `least` neighbours is looked at; only around one of the class the others are.
  for (let probe = from + least - 1; probe < length; ) {
    const floor = probe - least;
    let at = probe;
    while (at > floor && isIn(table, text.charCodeAt(at))) at -= 1;
    if (at === floor) return floor + 1;
    probe = at + least;
  }
  return -1;
}

/** Where the run that begins at `start` ends. */
export function runEnd(text: string, start: number, table: Uint8Array): number {
  let end = start;
  while (end < text.length && isIn(table, text.charCodeAt(end))) end += 1;
  return end;
}

/** Where the run that ends before `end` begins; looks at `most` characters. */
export function runStart(text: string, end: number, most: number, table: Uint8Array): number {
  let start = end;
  while (start > 0 && end - start < most && isIn(table, text.charCodeAt(start - 1))) start -= 1;
  return start;
}

// What no table has, such as letters with accents, is in no class.
const isIn = (table: Uint8Array, code: number): boolean => table[code] === 1;
