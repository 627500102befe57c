// Attributes that server and client requests share, with values that a stranger can't multiply.

import { HTTP_METHODS, OTHER } from '../../vocabulary/index.ts';

const KNOWN: ReadonlySet<string> = new Set(HTTP_METHODS);

/** The method when it is a known one, else `_OTHER`. */
export function knownMethod(method: string | undefined): string {
  return method !== undefined && KNOWN.has(method) ? method : OTHER;
}

/** Name of a request's span: method and route, or the method alone. */
export function requestName(method: string, route: string | undefined): string {
  const verb = method === OTHER ? 'HTTP' : method;
  return route === undefined ? verb : `${verb} ${route}`;
}
