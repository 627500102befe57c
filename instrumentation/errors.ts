// What the preload says on stderr: coded one-line sentences, rate limited, at the level the user asked for.

import { writeLine } from './stderr-line.ts';

export const CODES = {
  unsupportedNode: 'PERAGUS-001',
  loadedTwice: 'PERAGUS-002',
  startFailed: 'PERAGUS-003',
  settingInvalid: 'PERAGUS-004',
  hookFailed: 'PERAGUS-005',
  delivery: 'PERAGUS-006',
  internal: 'PERAGUS-007',
  notInstrumented: 'PERAGUS-008',
  spool: 'PERAGUS-009',
  otherSdk: 'PERAGUS-010',
  otherApi: 'PERAGUS-011',
  requireFlag: 'PERAGUS-012',
  seriesFolded: 'PERAGUS-040',
  foreignMetrics: 'PERAGUS-041',
  doorClosed: 'PERAGUS-042',
  configFile: 'PERAGUS-043',
} as const;

export type ErrorCode = (typeof CODES)[keyof typeof CODES];

const LEVELS = ['none', 'error', 'warn', 'info', 'debug'] as const;
export type Level = (typeof LEVELS)[number];

/** Longest line, and how much of a longer text is looked at, in characters. */
const LINE_MAX = 500;
const LOOKED_AT = 2 * LINE_MAX;

/** One line per code in this time; what was held back is counted in the next one. */
const QUIET_MS = 5 * 60_000;

/** A broken part of ours shows in several places: where it can't be put in, and where it is called. The first is told. */
const kindOf = (code: ErrorCode): ErrorCode => (code === CODES.hookFailed ? CODES.internal : code);

let shown: Level = 'warn';
let mask = (text: string): string => text;
const spoken = new Map<ErrorCode, { readonly at: number; held: number }>();

/** Sets how much is said; `warn` until the settings are read. */
export function setLevel(level: Level): void {
  shown = level;
}

/** Takes secrets out of all lines from now on; told from outside, because the sender has its own small copy of this file. */
export function maskLines(by: (text: string) => string): void {
  mask = by;
}

/** Writes one coded line, unless its kind spoke within the quiet time. */
export function complain(code: ErrorCode, sentence: string, level: 'error' | 'warn' = 'warn'): void {
  if (LEVELS.indexOf(level) > LEVELS.indexOf(shown)) return;
  const kind = kindOf(code);
  const last = spoken.get(kind);
  const now = performance.now();
  if (last && code !== CODES.settingInvalid && now - last.at < QUIET_MS) {
    last.held += 1;
    return;
  }
  const held = last && last.held > 0 ? ` (${last.held} more like this since the last line)` : '';
  spoken.set(kind, { at: now, held: 0 });
  writeLine(`${code} ${oneLine(sentence)}${held}`);
}

/** Writes a line for people who asked for `info`. */
export function inform(sentence: string): void {
  if (LEVELS.indexOf('info') <= LEVELS.indexOf(shown)) writeLine(oneLine(sentence));
}

/** Runs ours so that the application never notices a failure: whatever throws ends in one coded line, and nothing comes back. */
export function attempt<T>(what: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    tellFailure(what, error);
    return undefined;
  }
}

/** Says that something of ours threw, for hot paths, which catch by themselves because a closure for each call costs. */
export function tellFailure(what: string, error: unknown): void {
  try {
    complain(CODES.internal, `${what} failed (${reasonOf(error)}); this one piece of telemetry is missing.`, 'error');
  } catch {
    // Below this there is no net.
  }
}

/** The same as a function that can be called again and again. */
export function guarded<A extends unknown[]>(what: string, run: (...args: A) => void): (...args: A) => void {
  return (...args) => attempt(what, () => run(...args));
}

/** First line of an error's message; safe for values that throw when read. */
export function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return 'unreadable error';
  }
}

// Control characters would let a message forge further lines, and what other people's errors quote may be secret.
function oneLine(text: string): string {
  return mask(text.slice(0, LOOKED_AT))
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, LINE_MAX);
}
