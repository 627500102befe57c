// Body sizes of server requests, and the beginning of small JSON answers, read while they pass.
//
// No diagnostics channel tells what is written, so ServerResponse gets its own `write` and `end`, which look and pass on.

import { type IncomingMessage, OutgoingMessage, ServerResponse } from 'node:http';
import { guarded } from '../../errors.ts';
import { lengthOf } from './attributes.ts';
import { outgoingHeader } from './outgoing-header.ts';
import { FAILING_STATUS, LOOK_MAX_BYTES } from './soft-errors.ts';

/** What was seen of one exchange's bodies. */
export interface Bodies {
  received: number;
  sent: number;
  /** Pieces of a small JSON answer; undefined before the first piece and when the answer is not looked at. */
  pieces: Buffer[] | undefined;
  looking: boolean;
}

type Pass = (this: ServerResponse, ...args: unknown[]) => unknown;

const watched = new WeakMap<ServerResponse, Bodies>();

/** Begins to watch the bodies of an exchange; `looking` says whether small JSON answers are kept. */
export function watchBodies(request: IncomingMessage, response: ServerResponse, looking: boolean): Bodies {
  const bodies: Bodies = { received: 0, sent: 0, pieces: undefined, looking };
  watched.set(response, bodies);
  if (request.headers['transfer-encoding'] !== undefined) countPieces(request, bodies);
  return bodies;
}

/** Bytes of the request's body; undefined when it has none, or did not arrive whole. */
export function receivedBytes(request: IncomingMessage, bodies: Bodies): number | undefined {
  if (!request.complete) return undefined;
  return request.headers['transfer-encoding'] === undefined ? lengthOf(request.headers['content-length']) : bodies.received;
}

/** Lets every response tell what is written to it. Called once. */
export function observeResponses(): void {
  for (const name of ['write', 'end'] as const) {
    // Looked up at each call, so that whoever patches the parent later is heard as well.
    const parent = OutgoingMessage.prototype as unknown as Record<typeof name, Pass>;
    const own = {
      [name](this: ServerResponse, chunk: unknown, encoding: unknown, _callback: unknown) {
        const bodies = watched.get(this);
        if (bodies !== undefined) note(this, bodies, chunk, encoding);
        // biome-ignore lint/complexity/noArguments: passes on exactly what came, and keeps the length of 3
        return parent[name].apply(this, arguments as unknown as unknown[]);
      },
    };
    Object.defineProperty(ServerResponse.prototype, name, { value: own[name], writable: true, enumerable: true, configurable: true });
  }
}

const note = guarded('Measuring a response body', (response: ServerResponse, bodies: Bodies, chunk: unknown, encoding: unknown) => {
  const isText = typeof chunk === 'string';
  // Anything else is no body, or is about to be refused by Node.
  if (!(isText || chunk instanceof Uint8Array) || response.writableEnded || response.destroyed) return;
  const charset = typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8';
  bodies.sent += isText ? Buffer.byteLength(chunk, charset) : chunk.byteLength;
  if (!bodies.looking) return;
  if (bodies.sent > LOOK_MAX_BYTES || (bodies.pieces === undefined && !isPlainJson(response))) {
    bodies.looking = false;
    bodies.pieces = undefined;
    return;
  }
  bodies.pieces ??= [];
  // A copy: the application may use its buffer again.
  bodies.pieces.push(isText ? Buffer.from(chunk, charset) : Buffer.from(chunk));
});

function isPlainJson(response: ServerResponse): boolean {
  if (response.statusCode >= FAILING_STATUS) return false;
  const coding = outgoingHeader(response, 'content-encoding');
  return isJson(outgoingHeader(response, 'content-type')) && (coding === undefined || coding === 'identity');
}

function isJson(type: string | undefined): boolean {
  return type !== undefined && /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type);
}

// A body without a length: Node's parser hands its pieces to `push`.
function countPieces(request: IncomingMessage, bodies: Bodies): void {
  const { push } = request;
  Object.defineProperty(request, 'push', {
    value(this: IncomingMessage, chunk: unknown, encoding?: BufferEncoding) {
      if (chunk instanceof Uint8Array) bodies.received += chunk.byteLength;
      return push.call(this, chunk, encoding);
    },
    writable: true,
    enumerable: false,
    configurable: true,
  });
}
