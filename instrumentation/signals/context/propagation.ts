// How trace context comes into and leaves the process in headers.

import { type Context, propagation, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { activeContext } from './active-context.ts';
import { isSuppressed, LIGHT_ROOT } from './light-context.ts';

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value.join(',') : value);

const HEADER_GETTER = {
  get: (carrier: Headers, key: string) => first(carrier[key]),
  keys: (carrier: Headers) => Object.keys(carrier),
};
/** Headers whose propagators read nothing besides; others may look for names that they don't list. */
const LISTED_WHOLE: ReadonlySet<string> = new Set(['traceparent', 'tracestate', 'baggage']);

let isTrusted = true;
const NOBODY: readonly Span[] = [];

/** Whether traces of callers are continued. At a public edge they are strangers', who choose ids, sampling and baggage at will. */
export function trustInbound(trusted: boolean): void {
  isTrusted = trusted;
}

/** Whether what a caller sends along may be a parent. */
export const trustsCallers = (): boolean => isTrusted;

/** What a caller that isn't trusted says it was doing, for a link to it; nobody where callers are trusted. */
export function strangersIn({ traceparent }: Headers): readonly Span[] {
  if (isTrusted || typeof traceparent !== 'string') return NOBODY;
  const ids = parseTraceParent(traceparent);
  return ids ? [trace.wrapSpanContext({ ...ids, isRemote: true })] : NOBODY;
}

/** Context that a caller sent along, or an empty one. */
export function contextFromHeaders(headers: Headers): Context {
  return isTrusted && bringsContext(headers) ? propagation.extract(LIGHT_ROOT, headers, HEADER_GETTER) : LIGHT_ROOT;
}

// Most requests of browsers bring none, and extracting asks each propagator. The fields are asked for each time: an application
// may have put propagators of its own in the place of ours.
function bringsContext(headers: Headers): boolean {
  const fields = propagation.fields();
  for (const field of fields) if (headers[field] !== undefined || !LISTED_WHOLE.has(field)) return true;
  return fields.length === 0;
}

/** Context that the starter of this process left in its environment, or an empty one. */
export function contextFromEnvironment(environment: NodeJS.ProcessEnv): Context {
  return propagation.extract(ROOT_CONTEXT, environment, {
    get: (carrier, key) => carrier[variableOf(key)],
    keys: (carrier) => Object.keys(carrier).map((name) => name.toLowerCase()),
  });
}

/** Variables that carry `from` to a child process. */
export function variablesOf(from: Context): Map<string, string> {
  const variables = new Map<string, string>();
  inject(from, (name, value) => variables.set(variableOf(name), value));
  return variables;
}

// As in the OpenTelemetry specification of environment variables as carriers.
const variableOf = (header: string): string => header.toUpperCase().replaceAll('-', '_');

const inject = (from: Context, set: (name: string, value: string) => void): void =>
  propagation.inject(from, undefined, { set: (_carrier, key, value) => set(key, value) });

// Undefined: context goes everywhere.
let allowed: ((host: string) => boolean) | undefined;

/** Sends context to these hosts only, `*.example.com` being every host below example.com; an empty list means everywhere. */
export function limitPropagation(hosts: readonly string[]): void {
  const plain = hosts.map(plainHost);
  const exact = new Set(plain.filter((host) => !host.startsWith('*.')));
  const endings = plain.filter((host) => host.startsWith('*.')).map((host) => host.slice(1));
  allowed = hosts.length === 0 ? undefined : (host) => exact.has(host) || endings.some((ending) => host.endsWith(ending));
}

/**
 * Calls `set` for each header that carries `from` to the service at `host` (a name without port), unless the user keeps context from it;
 * without a value for one that must go: a proxy hands on what its caller sent, and strangers' context ends at the edge.
 */
export function writeHeaders(from: Context, host: string, set: (name: string, value: string | undefined) => void): void {
  if (!isTrusted) for (const field of propagation.fields()) set(field, undefined);
  if (allowed === undefined || allowed(plainHost(host))) inject(from, set);
}

// Compared without case, without the dot of a fully qualified name and without the brackets of an IPv6 address.
const plainHost = (host: string): string => host.toLowerCase().replace(/^\[|\]$|\.$/g, '');

/** True inside our own exporters, whose requests must not be observed. */
export function isOwnTraffic(): boolean {
  return isSuppressed(activeContext());
}
