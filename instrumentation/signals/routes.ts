// Where a web framework says which route template a request matched; read once, when the response has ended.

import type { IncomingMessage, ServerResponse } from 'node:http';

/** Gives undefined for a request that the framework did not see, and a bounded word for one that met none of its routes. */
export type RouteReader = (request: IncomingMessage, response: ServerResponse) => string | undefined;

const readers: RouteReader[] = [];

/** Registers how one framework's requests tell their route. */
export function readRoutesWith(reader: RouteReader): void {
  readers.push(reader);
}

/** Route template such as `/api/sessions/:id`; undefined where no framework that we know routed the request. */
export function routeOf(request: IncomingMessage, response: ServerResponse): string | undefined {
  for (const reader of readers) {
    const route = reader(request, response);
    if (route !== undefined) return route;
  }
  return undefined;
}
