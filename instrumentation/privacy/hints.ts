// One look at a text that tells what kinds of secrets it can hold: most hold none, and nothing else is done with them.

import { TOKEN } from './runs.ts';

/** What was met. */
export const HINT = {
  /** `=` or `:`, which come after a name, or in `://`; or ` --`, which begins a flag. */
  pair: 1,
  /** A row of characters as long as the shortest token. */
  token: 2,
  /** A space between digits, or `Bearer ` and `Basic `. */
  other: 4,
} as const;
export const ALL_HINTS = 7;

/** The shortest of the shapes: 15 characters of a token in a row. */
export const TOKEN_MIN = 15;
/** Longer texts are searched by the engine, which is quicker there than a loop. */
const LOOP_MAX = 64;

const [SMALL_C, SMALL_R] = [99, 114];
const [SPACE, DASH, ZERO, NINE, COLON, EQUALS] = [32, 45, 48, 57, 58, 61];
/** Letters, digits and `_`; `-`; all other characters. */
const [WORD, LINE, OTHER] = [0, 1, 2];
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => (code === DASH ? LINE : TOKEN[code] === 1 ? WORD : OTHER));

/** The hints of a text; all of them for a long one. */
export function hintsOf(text: string): number {
  const { length } = text;
  if (length > LOOP_MAX) return ALL_HINTS;
  let hints = 0;
  let last = -1;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code > 127 ? OTHER : KINDS[code];
    if (kind === WORD) continue;
    if (kind === LINE) {
      if (text.charCodeAt(at - 1) === DASH) hints |= HINT.pair;
      continue;
    }
    if (at - last > TOKEN_MIN) hints |= HINT.token;
    last = at;
    if (code === EQUALS || code === COLON) hints |= HINT.pair;
    else if (code <= SPACE && (isScheme(text, at) || (isDigit(text.charCodeAt(at - 1)) && isDigit(text.charCodeAt(at + 1)))))
      hints |= HINT.other;
  }
  return length - last > TOKEN_MIN ? hints | HINT.token : hints;
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

// `Bearer` and `Basic`, by their ends.
function isScheme(text: string, end: number): boolean {
  const last = text.charCodeAt(end - 1);
  return (last === SMALL_R && text.endsWith('earer', end)) || (last === SMALL_C && text.endsWith('asic', end));
}
