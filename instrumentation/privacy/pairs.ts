// Values of secret names inside a text, whatever writes them: `password=…`, `"token":"…"`, `Cookie: …`, `--api-key …`, `?sig=…`.
//
// Goes from separator to separator and looks at the name before each, so that it takes linear time and knows one list of names.

import { MASK } from './mask.ts';
import { runEnd, runStart, tableOf } from './runs.ts';
import { isSecretName, isSecretParameter } from './secret-names.ts';

/** Longest name, and most quotes and spaces around a separator, that are looked at, in characters. */
const NAME_MAX = 64;
const GAP_MAX = 8;

const [SPACE, HASH, PERCENT, AND, DASH, DOT, SLASH, COLON, EQUALS, QUESTION, AT, SMALL_S] = [
  32, 35, 37, 38, 45, 46, 47, 58, 61, 63, 64, 115,
];
/** Begins a flag of a command. */
const FLAG = ' --';
/** A `=` inside an encoded address, as far as it is looked for, which is where a parameter holds it. */
const ENCODED = '%3';
const QUOTES = '"\'`\\';
/** Ends a value that isn't quoted. */
const VALUE_END = /[\s"'`\\&;,)}\]|<>]/g;
const LINE_END = /["'`\r\n]/g;
const NAME = tableOf(/[\w.$-]/);
const NO_ADDRESS = tableOf(/[/\s"'<>]/);
const DIGITS = tableOf(/\d/);
/** Longer than a port. */
const PORT_MAX = 6;
const GAP = tableOf(/["'`\\ \]]/);
/** What may come before the value of a header. */
const SCHEME = /^(?:basic|bearer|digest|token|apikey|negotiate)$/i;
/** Says something about a value instead of being one. */
const NO_VALUE =
  /^(?:true|false|null|nil|undefined|none|nan|yes|no|empty|missing|required|invalid|expired|is|was|not|must|should|has|redacted|string|number|function|object|unknown|\?|\$\d+|\*+|\[?redacted\]?|\[object|\[function|\[filtered\])$/i;
/** The longest of these. */
const NO_VALUE_MAX = 12;
/** The one word that needs the word before it: `API key: …`. */
const KEY = 'key';

/** The text with the values of secret names masked. */
export function maskPairs(text: string): string {
  const leading = text.startsWith(FLAG.trimStart()) ? ofFlag(text, FLAG.length - 1) : undefined;
  // Put together at the end: of thousands of values, each step in between would be kept.
  const pieces = leading === undefined ? [] : [text.slice(0, leading.start)];
  let copied = leading?.end ?? 0;
  let equals = text.indexOf('=', copied);
  let colon = text.indexOf(':', copied);
  let flag = text.indexOf(FLAG, copied);
  let encoded = equals < 0 ? -1 : text.indexOf(ENCODED, copied);
  for (;;) {
    const at = first(first(equals, colon), first(flag, encoded));
    if (at < 0) return copied === 0 ? text : [...pieces, text.slice(copied)].join(MASK);
    const value = valueAt(text, at);
    if (value !== undefined) {
      pieces.push(text.slice(copied, value.start));
      copied = value.end;
    }
    const from = value === undefined ? at + 1 : copied;
    // Each is looked for once; one that a text doesn't have costs one search.
    if (equals >= 0 && equals < from) equals = text.indexOf('=', from);
    if (colon >= 0 && colon < from) colon = text.indexOf(':', from);
    if (flag >= 0 && flag < from) flag = text.indexOf(FLAG, from);
    if (encoded >= 0 && encoded < from) encoded = text.indexOf(ENCODED, from);
  }
}

const first = (one: number, other: number): number => (other < 0 || (one >= 0 && one < other) ? one : other);

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The secret that belongs to the separator at a place, if there is one. */
function valueAt(text: string, at: number): Span | undefined {
  const separator = text.charCodeAt(at);
  if (separator === SPACE) return ofFlag(text, at + FLAG.length);
  if (separator !== EQUALS) {
    if (text.charCodeAt(at + 1) === SLASH && text.charCodeAt(at + 2) === SLASH) return ofUser(text, at + 3);
    if (separator === PERCENT && !/^%3d/i.test(text.slice(at, at + 3))) return undefined;
  }
  const end = beforeGap(text, at);
  const start = runStart(text, end, NAME_MAX, NAME);
  if (start === end || !isSecretBefore(text, start, end)) return undefined;
  const value = valueFrom(text, separator === PERCENT ? at + 3 : at + 1, /cookie$/i.test(text.slice(start, end)));
  // `secrets: 42` counts them.
  const isCount =
    value !== undefined && text.charCodeAt(end - 1) === SMALL_S && /^\d{1,9}$/.test(text.slice(value.start, value.end).trimEnd());
  return isCount ? undefined : value;
}

// `--password hunter2`; with `=` the separator is that.
function ofFlag(text: string, start: number): Span | undefined {
  const end = runEnd(text, start, NAME);
  if (text.charCodeAt(end) !== SPACE || text.charCodeAt(end + 1) === DASH || !isSecretName(text.slice(start, end))) return undefined;
  return valueFrom(text, end, false);
}

// A user without password may be a token; a password may have characters that an address has no right to.
function ofUser(text: string, start: number): Span | undefined {
  let end = -1;
  let colon = -1;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === AT) end = at;
    else if (code === COLON && colon < 0) colon = at;
    else if (NO_ADDRESS[code] === 1) break;
    // Behind a host and its port comes what may have an @ of its own.
    else if ((code === QUESTION || code === HASH) && (colon < 0 || isPort(text, colon + 1, at))) break;
  }
  return end > start ? { start, end } : undefined;
}

const isPort = (text: string, start: number, end: number): boolean => end - start < PORT_MAX && runEnd(text, start, DIGITS) === end;

// Behind the name come at most quotes, spaces and a bracket: `\"password\" :`.
const beforeGap = (text: string, at: number): number => runStart(text, at, GAP_MAX, GAP);

function isSecretBefore(text: string, start: number, end: number): boolean {
  // Files, lines and columns of a stack are no names.
  const last = text.charCodeAt(end - 1);
  if (isDigit(last) && isDigit(text.charCodeAt(start))) return false;
  if (last === SMALL_S && (text.charCodeAt(end - 3) === DOT || text.charCodeAt(end - 4) === DOT)) return false;
  const name = text.slice(start, end);
  const before = text.charCodeAt(start - 1);
  if (before === QUESTION || before === AND) return isSecretParameter(name);
  if (before === SPACE && name.length === KEY.length && name.toLowerCase() === KEY) {
    return isSecretName(`${text.slice(runStart(text, start - 1, NAME_MAX, NAME), start - 1)}_${KEY}`);
  }
  return isSecretName(name);
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function valueFrom(text: string, from: number, isCookie: boolean): Span | undefined {
  let start = from;
  // `=>` and `==`
  while (text.charAt(start) === '>' || text.charAt(start) === '=') start += 1;
  while (start - from < GAP_MAX && (text.charAt(start) === ' ' || text.charAt(start) === '\t')) start += 1;
  if (text.charAt(start) === '[') return { start, end: endOf(text, /\]|$/g, start) };
  let open = start;
  while (open - start < GAP_MAX && open < text.length && QUOTES.includes(text.charAt(open))) open += 1;
  if (open > start) return quoted(text, text.slice(start, open), open);
  const end = endOf(text, isCookie ? LINE_END : VALUE_END, start);
  return withScheme(text, start, end);
}

// An empty text in quotes has no secret, and what isn't closed goes to the end.
function quoted(text: string, opening: string, start: number): Span | undefined {
  const quote = opening.at(-1);
  if (opening.length > 1 && opening.charAt(0) === quote) return undefined;
  let end = text.indexOf(opening, start);
  // A quote inside has a backslash more than the ones around it.
  while (end > 0 && text.charAt(end - 1) === '\\') end = text.indexOf(opening, end + 1);
  return withScheme(text, start, end < 0 ? text.length : end, false);
}

function withScheme(text: string, start: number, end: number, isBare = true): Span | undefined {
  if (end === start) return undefined;
  if (end - start > NO_VALUE_MAX) return { start, end };
  const value = text.slice(start, end);
  if (NO_VALUE.test(value)) return undefined;
  if (!isBare || text.charCodeAt(end) !== SPACE || !SCHEME.test(value)) return { start, end };
  return { start, end: endOf(text, VALUE_END, end + 1) };
}

function endOf(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}
