// What leaves the process goes through here: values of attributes by their key, and any other text.

import { ADDRESS_KEYS, QUERY_KEYS } from '../vocabulary/secrets.ts';
import { HINT, hintsOf } from './hints.ts';
import { MASK } from './mask.ts';
import { maskPairs } from './pairs.ts';
import { patternFault } from './pattern-fault.ts';
import { remembering } from './remembering.ts';
import { addSecretNames, isSecretName } from './secret-names.ts';
import { addSecretShapes, maskAdded, maskShapes } from './secret-shapes.ts';
import { maskPath, maskPathsIn } from './segments.ts';
import { maskQuery } from './url.ts';

/** Most patterns of the user's. */
const PATTERNS_MAX = 32;
/** Characters behind the end of a text that is cut which are looked at with it: more than most secrets have. */
const EDGE = 256;
/** Deepest nesting that is kept. A level is up to three messages of OTLP, and decoders refuse more than 100 of them. */
export const DEPTH_MAX = 30;
export const TOO_DEEP = '[too deep]';
export const CIRCULAR = '[circular]';

const ADDRESSES = new Map(Object.entries(ADDRESS_KEYS));
const QUERIES: ReadonlySet<string> = new Set(QUERY_KEYS);

/** Adds to the names and shapes of secrets; gives what is wrong with patterns that are left out. */
export function extendRedaction(names: readonly string[], patterns: readonly string[]): string[] {
  addSecretNames(names);
  const judged = patterns.slice(0, PATTERNS_MAX).map((pattern) => ({ pattern, fault: patternFault(pattern) }));
  addSecretShapes(judged.filter(({ fault }) => fault === undefined).map(({ pattern }) => pattern));
  const faults = judged.flatMap(({ pattern, fault }) => (fault === undefined ? [] : [`${pattern.slice(0, 80)} has ${fault}`]));
  return patterns.length > PATTERNS_MAX
    ? [...faults, `${patterns.length - PATTERNS_MAX} are more than the ${PATTERNS_MAX} that it takes`]
    : faults;
}

/** Masks what is secret in a text. */
export type MaskText = (text: string) => string;

/** Any text: a message, a name, the line of a log. */
export const maskText: MaskText = (text) => {
  const hints = hintsOf(text);
  if (hints === 0) return maskAdded(text);
  const shaped = (hints & ~HINT.pair) === 0 ? maskAdded(text) : maskShapes(text, hints);
  const paired = (hints & HINT.pair) === 0 ? shaped : maskPairs(shaped);
  return (hints & HINT.token) === 0 ? paired : maskPathsIn(paired);
};

/** The text of a secret key, whatever it is. */
export const maskWhole: MaskText = () => MASK;

const maskParameters: MaskText = (text) => maskShapes(text.includes('#') ? text.split('#').map(maskQuery).join('#') : maskQuery(text));

const maskQueryText: MaskText = remembering((text) => maskShapes(text, hintsOf(text)));

const maskPathAlone: MaskText = (text) => maskPath(maskText(text));

// A path with parameters, or a whole address.
const maskAddress: MaskText = (text) => {
  const at = text.search(/[?#]/);
  return at < 0 ? maskPathAlone(text) : maskPathAlone(text.slice(0, at)) + text.charAt(at) + maskParameters(text.slice(at + 1));
};

const ADDRESS_MASKS = { path: maskPathAlone, parameters: maskParameters, address: maskAddress } as const;

/** How the texts of a key are masked. */
export function maskOf(key: string): MaskText {
  const part = ADDRESSES.get(key);
  if (part !== undefined) return ADDRESS_MASKS[part];
  // Columns may have the names of secrets, and values are gone already.
  if (QUERIES.has(key)) return maskQueryText;
  return isSecretName(key) ? maskWhole : maskText;
}

/** Masked and cut. A secret on the edge is seen whole, or it would be taken for words; of a text of megabytes no more is looked at. */
export function maskAndCut(mask: MaskText, text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return mask(text);
  return mask(text.substring(0, lengthMax + EDGE)).substring(0, lengthMax);
}

/** A value of any kind without what is secret, and without cycles; itself where nothing is. */
export function maskValue<T>(key: string, value: T): T {
  return maskAny(maskOf(key), value, []) as T;
}

// `above` are the arrays and maps around a value.
function maskAny(mask: MaskText, value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'string') return mask(value);
  // What is yes or no is no secret.
  if (mask === maskWhole) return typeof value === 'boolean' || value === null || value === undefined ? value : MASK;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (above.includes(value)) return CIRCULAR;
  if (above.length >= DEPTH_MAX) return TOO_DEEP;
  const within = [...above, value];
  return Array.isArray(value) ? maskItems(mask, value, within) : maskMembers(value as Record<string, unknown>, within);
}

function maskItems(mask: MaskText, items: readonly unknown[], within: readonly object[]): readonly unknown[] {
  const masked = items.map((item) => maskAny(mask, item, within));
  return masked.some((item, at) => item !== items[at]) ? masked : items;
}

function maskMembers(map: Readonly<Record<string, unknown>>, within: readonly object[]): Readonly<Record<string, unknown>> {
  const entries = Object.entries(map);
  const masked = entries.map(([key, member]) => [key, maskAny(maskOf(key), member, within)] as const);
  return masked.some(([, member], at) => member !== entries[at]?.[1]) ? Object.fromEntries(masked) : map;
}
