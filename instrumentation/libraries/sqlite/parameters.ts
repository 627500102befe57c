// Parameters of statements: NULL for each, so that a plan can be looked at; and a hash of given values, so that equal reads are known.

import { types } from 'node:util';

// Strings, quoted names and comments first, so that no parameter is seen inside them.
const PARAMETER = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|\?(\d*)|[:@$](\w+)/g;

/** Arguments that bind NULL to every parameter, as better-sqlite3 wants them. */
export function nullsFor(sql: string): unknown[] {
  const named: Record<string, null> = {};
  const anonymous: null[] = [];
  for (const [token, number, name] of sql.matchAll(PARAMETER)) {
    const key = number || name;
    if (key) named[key] = null;
    else if (token === '?') anonymous.push(null);
  }
  return Object.keys(named).length > 0 ? [...anonymous, named] : anonymous;
}

/** Longest value hashed, in characters or bytes; a longer one counts as unlike all others, as hashing it would take the caller's time. */
export const HASHED_MAX = 4096;
/** Objects within objects that are looked into: arguments are values, or arrays or records of values. */
const DEPTH_MAX = 2;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A hash of a statement's text; undefined for one that is too long. Never leaves the process, as little as that of the values. */
export function hashText(sql: string): number | undefined {
  const state = { hash: FNV_OFFSET };
  return addText(state, sql) ? state.hash : undefined;
}

/** The hash of a text together with values; undefined where it can't be told without cost or side effect. */
export function hashValues(textHash: number, values: readonly unknown[]): number | undefined {
  const state = { hash: textHash };
  for (const value of values) if (!addValue(state, value, DEPTH_MAX)) return undefined;
  return state.hash;
}

/** True for a value that can be kept as it is to be compared later: it can't change, and is short. */
export const isPlainValue = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.length <= HASHED_MAX);

interface State {
  hash: number;
}

function add(state: State, code: number): void {
  state.hash = Math.imul(state.hash ^ code, FNV_PRIME);
}

function addText(state: State, text: string): boolean {
  if (text.length > HASHED_MAX) return false;
  for (let index = 0; index < text.length; index += 1) add(state, text.charCodeAt(index));
  add(state, text.length);
  return true;
}

function addValue(state: State, value: unknown, depth: number): boolean {
  const type = typeof value;
  add(state, type.charCodeAt(0));
  if (type === 'string') return addText(state, value as string);
  if (type === 'number' && ((value as number) | 0) === value) {
    // One step tells these apart, the ids of most tables.
    add(state, value as number);
    return true;
  }
  if (type === 'number' || type === 'bigint') return addText(state, String(value));
  if (value === null || value === undefined) return true;
  if (type !== 'object' || depth === 0 || types.isProxy(value)) return false;
  if (ArrayBuffer.isView(value)) return addText(state, bytesOf(value));
  // A getter would run once more than without us.
  for (const key of Object.keys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (!descriptor || !('value' in descriptor) || !addText(state, key) || !addValue(state, descriptor.value, depth - 1)) return false;
  }
  return true;
}

function bytesOf(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, Math.min(view.byteLength, HASHED_MAX + 1)).toString('latin1');
}
