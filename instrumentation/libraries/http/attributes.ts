// Attributes that server and client requests share, with values that a stranger can't multiply.

import { HTTP_METHODS, OTHER } from '../../vocabulary/index.ts';

const KNOWN: ReadonlySet<string> = new Set(HTTP_METHODS);

/** Longest unknown method kept, in characters. */
const METHOD_MAX = 32;
const NO_CONTENT = 204;
const NOT_MODIFIED = 304;

/** The method when it is a known one, else `_OTHER`. */
export function knownMethod(method: string | undefined): string {
  return method !== undefined && KNOWN.has(method) ? method : OTHER;
}

/** An unknown method as it was sent, of bounded length. */
export function shortMethod(method: string): string {
  return method.slice(0, METHOD_MAX);
}

/** Name of a request's span: method and route, or the method alone. */
export function requestName(method: string, route: string | undefined): string {
  const verb = method === OTHER ? 'HTTP' : method;
  return route === undefined ? verb : `${verb} ${route}`;
}

/** False for answers that have no body whatever their headers say (RFC 9110, 6.4.1). */
export function mayHaveBody(method: string, status: number): boolean {
  return method !== 'HEAD' && status >= 200 && status !== NO_CONTENT && status !== NOT_MODIFIED;
}

/** Number of a `content-length` header; undefined when there is none or it is no plain number. */
export function lengthOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
