// Where the HTTP clients leave the span of a request: they find it again there, and so does who builds on its connection (WebSocket).

import { Itself } from './itself.ts';
import type { Work } from './spans.ts';

class Caller extends Itself {
  #work: Work;

  constructor(request: object, work: Work) {
    super(request);
    this.#work = work;
  }

  static workOf(request: object): Work | undefined {
    return #work in request ? (request as Caller).#work : undefined;
  }
}

/** Remembers the span of an outgoing request as long as the request lives; once for each request. */
export function keepCall(request: object, work: Work): void {
  new Caller(request, work);
}

/** The span that was made for this outgoing request. */
export function callOf(request: object): Work | undefined {
  return Caller.workOf(request);
}
