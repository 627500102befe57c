// Where the HTTP client leaves the span of a request, for those who build on its connection: an upgrade to WebSocket.

import type { Work } from './spans.ts';

const calls = new WeakMap<object, Work>();

/** Remembers the span of an outgoing request as long as the request lives. */
export function keepCall(request: object, work: Work): void {
  calls.set(request, work);
}

/** The span that was made for this outgoing request. */
export function callOf(request: object): Work | undefined {
  return calls.get(request);
}
