// How trace context comes into and leaves the process in headers.

import { type Context, context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value.join(',') : value);

/** Context that a caller sent along, or an empty one. */
export function contextFromHeaders(headers: Headers): Context {
  return propagation.extract(ROOT_CONTEXT, headers, {
    get: (carrier, key) => first(carrier[key]),
    keys: (carrier) => Object.keys(carrier),
  });
}

/** Calls `set` for each header that carries `from` to the next service. */
export function writeHeaders(from: Context, set: (name: string, value: string) => void): void {
  propagation.inject(from, undefined, { set: (_carrier, key, value) => set(key, value) });
}

/** True inside our own exporters, whose requests must not be observed. */
export function isOwnTraffic(): boolean {
  return isTracingSuppressed(context.active());
}
