// Addresses without secrets: values of telling names in the query, telling parts of the path, and user and password, are masked.

import { MASK } from './mask.ts';
import { isSecretParameter } from './secret-names.ts';

/** Longest path or query kept, in characters. */
const PART_MAX = 2048;

/** Query string (without `?`) with secret values masked; names survive. */
export function maskQuery(query: string): string {
  const text = query.length > PART_MAX ? query.slice(0, PART_MAX) : query;
  let masked = '';
  let copied = 0;
  let equals = -1;
  for (let start = 0; start <= text.length; ) {
    const next = text.indexOf('&', start);
    const end = next < 0 ? text.length : next;
    if (equals < start) equals = text.indexOf('=', start);
    if (equals < 0) break;
    if (equals < end && isSecretParameter(text.slice(start, equals))) {
      masked += text.slice(copied, equals + 1) + MASK;
      copied = end;
    }
    start = end + 1;
  }
  return copied === 0 ? text : masked + text.slice(copied);
}

/** Splits a request target into path and masked query. */
export function splitTarget(target: string): { readonly path: string; readonly query: string | undefined } {
  const at = target.indexOf('?');
  return at < 0
    ? { path: target.slice(0, PART_MAX), query: undefined }
    : { path: target.slice(0, Math.min(at, PART_MAX)), query: maskQuery(target.slice(at + 1)) };
}

/** Absolute address with masked query and without user, password and fragment. */
export function maskAddress(origin: string, target: string): string {
  return bareOrigin(origin) + maskTarget(target);
}

/** An origin without user and password. */
export function bareOrigin(origin: string): string {
  return origin.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1');
}

/** A request target, path and query, with the query masked. */
export function maskTarget(target: string): string {
  const { path, query } = splitTarget(target);
  return query === undefined ? path : `${path}?${query}`;
}
