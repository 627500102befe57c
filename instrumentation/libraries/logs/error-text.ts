// An error as text without the baggage that libraries hang on it: the request with its prompt or its Authorization header.
//
// Node prints every property of an error. HTTP and AI clients keep the whole request and answer there, which the application prints to
// its own terminal but never meant to send anywhere.

import { types } from 'node:util';

/** Properties that say what failed: those of Node's system errors, and the status of an answer. */
const TOLD = ['code', 'errno', 'syscall', 'address', 'port', 'path', 'dest', 'status', 'statusCode'];
/** How far causes are followed. */
const CAUSES_MAX = 4;

/** Fields of a printed object that are looked at. */
const FIELDS_MAX = 64;

/** The value itself, or a text for an error that carries more than it should tell, also as a field of a plain object or list. */
export function withoutBaggage(value: unknown): unknown {
  if (value instanceof Error) return lighten(value);
  if (typeof value !== 'object' || value === null || !isPlainContainer(value)) return value;
  // Through descriptors, since a getter is the application's code.
  const loaded = Object.entries(Object.getOwnPropertyDescriptors(value))
    .slice(0, FIELDS_MAX)
    .filter(([, { value: field }]) => field instanceof Error && lighten(field) !== field);
  if (loaded.length === 0) return value;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  return Object.assign(copy, Object.fromEntries(loaded.map(([name, { value: field }]) => [name, lighten(field)])));
}

const lighten = (error: Error): unknown => (isPlain(error, CAUSES_MAX) ? error : textOf(error, CAUSES_MAX));

const isPlainContainer = (value: object): boolean =>
  !types.isProxy(value) && [Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value));

function isPlain(error: Error, depth: number): boolean {
  const told = Object.keys(error).every((key) => TOLD.includes(key) && isScalar((error as unknown as Record<string, unknown>)[key]));
  return told && causesOf(error).every((cause) => depth > 0 && isPlain(cause, depth - 1));
}

function textOf(error: Error, depth: number): string {
  const properties = error as unknown as Record<string, unknown>;
  const told = TOLD.filter((key) => Object.hasOwn(error, key) && isScalar(properties[key])).map(
    (key) => `${key}: ${String(properties[key])}`,
  );
  const head = typeof error.stack === 'string' && error.stack !== '' ? error.stack : `${error.name}: ${error.message}`;
  const causes = depth > 0 ? causesOf(error).map((cause) => `\n  [cause]: ${textOf(cause, depth - 1)}`) : [];
  return `${head}${told.length > 0 ? ` { ${told.join(', ')} }` : ''}${causes.join('')}`;
}

function causesOf(error: Error): Error[] {
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  return [cause, ...(Array.isArray(errors) ? errors : [])].filter((each) => each instanceof Error);
}

const isScalar = (value: unknown): boolean => value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
