// Body sizes of server requests, and the beginning of small JSON answers, read while they pass.
//
// No diagnostics channel tells what is written, so ServerResponse gets its own `write` and `end`, which look and pass on.

import { type IncomingMessage, OutgoingMessage, ServerResponse } from 'node:http';
import { tellFailure } from '../../errors.ts';
import { makeNotes } from '../../hooks/notes.ts';
import { lengthOf } from './attributes.ts';
import { outgoingHeader } from './outgoing-header.ts';
import { FAILING_STATUS, LOOK_MAX_BYTES, mentionsRule, type SoftErrorRule } from './soft-errors.ts';

/** What was seen of one exchange's bodies. */
export class Bodies {
  received = 0;
  sent = 0;
  /** Pieces of a small JSON answer; undefined before the first piece and when the answer is not looked at. */
  pieces: (string | Buffer)[] | undefined = undefined;
  /** What the answer is judged by; undefined where it is not, or no longer. */
  rules: readonly SoftErrorRule[] | undefined = undefined;
  /** Nothing follows the piece that is being looked at. */
  isLast = false;
}

type Pass = (this: ServerResponse, ...args: unknown[]) => unknown;

const watched = makeNotes<Bodies>();

/** What `watchBodies` was given for this response. */
export const bodiesOf = watched.get;

/** Begins to watch the bodies of an exchange. */
export function watchBodies(request: IncomingMessage, response: ServerResponse, bodies: Bodies): void {
  watched.set(response, bodies);
  if (request.headers['transfer-encoding'] !== undefined) countPieces(request, bodies);
}

/** Bytes of the request's body; undefined when it has none, or did not arrive whole. */
export function receivedBytes(request: IncomingMessage, bodies: Bodies): number | undefined {
  if (!request.complete) return undefined;
  return request.headers['transfer-encoding'] === undefined ? lengthOf(request.headers['content-length']) : bodies.received;
}

/** Lets every response tell what is written to it. Called once. */
export function observeResponses(): void {
  // Looked up at each call, so that whoever patches the parent later is heard as well.
  const parent = OutgoingMessage.prototype as unknown as Record<'write' | 'end', Pass>;
  // Methods written out, one for each, so that V8 compiles each for its own calls.
  const own = {
    write(this: ServerResponse, chunk: unknown, encoding: unknown, _callback: unknown) {
      const bodies = bodiesOf(this);
      if (bodies !== undefined) look(this, bodies, chunk, encoding);
      // biome-ignore lint/complexity/noArguments: passes on exactly what came, and keeps the length of 3
      return parent.write.apply(this, arguments as unknown as unknown[]);
    },
    end(this: ServerResponse, chunk: unknown, encoding: unknown, _callback: unknown) {
      const bodies = bodiesOf(this);
      if (bodies !== undefined) {
        bodies.isLast = true;
        look(this, bodies, chunk, encoding);
      }
      // biome-ignore lint/complexity/noArguments: passes on exactly what came, and keeps the length of 3
      return parent.end.apply(this, arguments as unknown as unknown[]);
    },
  };
  for (const name of ['write', 'end'] as const)
    Object.defineProperty(ServerResponse.prototype, name, { value: own[name], writable: true, enumerable: true, configurable: true });
}

function look(response: ServerResponse, bodies: Bodies, chunk: unknown, encoding: unknown): void {
  try {
    // Anything else is no body, or is about to be refused by Node.
    if (!(typeof chunk === 'string' || chunk instanceof Uint8Array) || response.writableEnded || response.destroyed) return;
    if (typeof chunk === 'string') {
      const charset = typeof encoding === 'string' && encoding !== 'utf8' && Buffer.isEncoding(encoding) ? encoding : 'utf8';
      bodies.sent += Buffer.byteLength(chunk, charset);
      if (bodies.rules !== undefined) keepPiece(response, bodies, charset === 'utf8' ? chunk : Buffer.from(chunk, charset));
    } else {
      bodies.sent += chunk.byteLength;
      if (bodies.rules !== undefined) keepPiece(response, bodies, chunk);
    }
  } catch (error) {
    tellFailure('Measuring a response body', error);
  }
}

function keepPiece(response: ServerResponse, bodies: Bodies, piece: string | Uint8Array): void {
  const isFirst = bodies.pieces === undefined;
  if (bodies.sent > LOOK_MAX_BYTES || (isFirst && !mayBreakRule(response, bodies, piece))) {
    bodies.rules = undefined;
    bodies.pieces = undefined;
    return;
  }
  bodies.pieces ??= [];
  // A copy: the application may use its buffer again.
  bodies.pieces.push(typeof piece === 'string' ? piece : Buffer.from(piece));
}

function mayBreakRule(response: ServerResponse, { rules = [], isLast }: Bodies, piece: string | Uint8Array): boolean {
  if (response.statusCode >= FAILING_STATUS) return false;
  // Most answers are one piece, and finding no rule's key in it costs less than finding its type.
  if (isLast && !mentionsRule(piece, rules)) return false;
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
