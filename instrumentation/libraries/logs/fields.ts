// Turns what an application logs into attribute values, whatever it is: bounded in depth, count and length, never throwing.

import type { AnyValue } from '@opentelemetry/api';
import { exceptionAttributes } from '../../signals/spans.ts';
import { attribute as a } from '../../vocabulary/index.ts';

const DEPTH_MAX = 3;
const ITEMS_MAX = 64;
const TEXT_MAX = 4096;

interface Known {
  /** The error that was logged. */
  readonly error: Error | undefined;
  /** Fields of ours. */
  readonly added: readonly string[];
}

/** Attributes of a structured log entry; the error that was logged, or else the first among the fields, becomes `exception.*`. */
export function fieldsOf(entry: Readonly<Record<string, unknown>>, { error, added }: Known): Record<string, AnyValue> {
  // A copy of our own: formats and transports may change the entry long after it was logged.
  const attributes: Record<string, AnyValue> = {};
  let exception = error;
  const keys = Object.keys(entry);
  for (let at = 0; at < keys.length && at < ITEMS_MAX; at += 1) {
    const key = keys[at] as string;
    // The second, assigned, would become the prototype of what is sent.
    if (isOfLibrary(key) || key === '__proto__' || added.includes(key)) continue;
    const value = read(entry, key);
    if (typeof value === 'object' && value instanceof Error && (exception === undefined || exception === value)) exception = value;
    // winston copies the stack of a logged error next to the message.
    else if (key !== 'stack' || value !== error?.stack) attributes[key] = toAnyValue(value, DEPTH_MAX);
  }
  if (keys.length > ITEMS_MAX) attributes[a.logFieldsDropped.key] = keys.length - ITEMS_MAX;
  if (exception !== undefined) Object.assign(attributes, exceptionAttributes(exception));
  return attributes;
}

/** True for fields that belong to the log library itself. */
const isOfLibrary = (key: string): boolean => key === 'level' || key === 'message' || key === 'timestamp';

/** What was logged as message, as text. */
export function bodyOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Error) return String(message.message);
  return typeof message === 'object' && message !== null ? JSON.stringify(toAnyValue(message, DEPTH_MAX)) : String(message);
}

function toAnyValue(value: unknown, depth: number): AnyValue {
  switch (typeof value) {
    case 'string':
      return value.length > TEXT_MAX ? value.slice(0, TEXT_MAX) : value;
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : fromObject(value, depth);
    case 'undefined':
      return null;
    default:
      return String(value).slice(0, TEXT_MAX);
  }
}

function fromObject(value: object, depth: number): AnyValue {
  if (value instanceof Error) return `${value.name}: ${value.message}`.slice(0, TEXT_MAX);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (depth === 0) return Array.isArray(value) ? '[Array]' : '[Object]';
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map((item) => toAnyValue(item, depth - 1));
  return Object.fromEntries(
    Object.keys(value)
      .slice(0, ITEMS_MAX)
      .map((key) => [key, toAnyValue(read(value as Record<string, unknown>, key), depth - 1)]),
  );
}

// Getters and proxies of the application may throw.
function read(from: Readonly<Record<string, unknown>>, key: string): unknown {
  try {
    return from[key];
  } catch {
    return '[unreadable]';
  }
}
