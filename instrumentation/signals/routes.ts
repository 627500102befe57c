// Where a web framework says which route template a request matched; read once, when the response has ended.

import type { IncomingMessage } from 'node:http';

export type RouteReader = (request: IncomingMessage) => string | undefined;

const readers: RouteReader[] = [];

/** Registers how one framework's requests tell their route. */
export function readRoutesWith(reader: RouteReader): void {
  readers.push(reader);
}

/** Route template such as `/api/sessions/:id`, or undefined when no route matched. */
export function routeOf(request: IncomingMessage): string | undefined {
  for (const reader of readers) {
    const route = reader(request);
    if (route !== undefined) return route;
  }
  return undefined;
}
