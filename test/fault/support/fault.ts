// What can be wrong with a receiver of telemetry, and how each fault answers one request.

import type { ServerResponse } from 'node:http';
import { answerOf } from '../../support/otlp.ts';

export type SignalName = 'traces' | 'logs' | 'metrics';

/** What becomes of one request. */
export type Fault =
  | { readonly kind: 'none' }
  /** Takes the request in and never answers. */
  | { readonly kind: 'hang' }
  /** Answers 200 and then a byte every so often, for ever. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** A TCP reset: in the midst of the request's body, or of the answer's. */
  | { readonly kind: 'reset'; readonly during: 'request' | 'answer' }
  /** Answers well, later. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** Takes all but the last so many items, and says so. */
  | { readonly kind: 'partial'; readonly rejected: number; readonly message?: string };

/** What becomes of connections, before any request. */
export type DoorFault =
  /** Nobody listens; connections that stand are reset. */
  | { readonly kind: 'refuse' }
  /** Connections are taken and nothing is read from them, for so long. */
  | { readonly kind: 'slow-accept'; readonly delayMs: number }
  /** Connections are taken and nothing is ever read or said: over TLS, a handshake that stalls. */
  | { readonly kind: 'stall' };

export type AnyFault = Fault | DoorFault;

/** What a fault needs to know of the request that it answers. */
export interface Asked {
  readonly signal: SignalName;
  readonly isJson: boolean;
  /** Items in it. */
  readonly count: number;
}

/** How a request ended: so many of its items are the receiver's now, or it was refused, or it got no whole answer. */
export type Outcome =
  | { readonly kind: 'taken'; readonly count: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'unanswered' };

const REJECTED = { traces: 'rejectedSpans', logs: 'rejectedLogRecords', metrics: 'rejectedDataPoints' } as const;

/** Answers as the fault says; settles when it is known how that ended, which for some is when the client gives up. */
export function answerWith(fault: Fault, asked: Asked, response: ServerResponse): Promise<Outcome> {
  switch (fault.kind) {
    case 'none':
      return answerWell(asked, response);
    case 'partial':
      return answerWell(asked, response, Math.min(fault.rejected, asked.count), fault.message ?? 'rejected by the fault sink');
    case 'slow':
      return later(fault.delayMs, response).then(() => answerWell(asked, response));
    case 'status':
      response.writeHead(fault.status, { 'content-type': typeOf(asked), ...fault.headers }).end(fault.body ?? '');
      return Promise.resolve({ kind: 'refused', status: fault.status });
    case 'drip':
      return drip(fault.everyMs, asked, response);
    case 'reset':
      return reset(fault.during, asked, response);
    case 'hang':
      return closed(response);
  }
}

const typeOf = ({ isJson }: Asked): string => (isJson ? 'application/json' : 'application/x-protobuf');

function answerWell(asked: Asked, response: ServerResponse, rejected = 0, message = ''): Promise<Outcome> {
  const answer = rejected > 0 ? { partialSuccess: { [REJECTED[asked.signal]]: rejected, errorMessage: message } } : {};
  response.writeHead(200, { 'content-type': typeOf(asked) });
  response.end(asked.isJson ? JSON.stringify(answer) : answerOf[asked.signal](answer));
  return new Promise((resolve) => {
    response.once('finish', () => resolve({ kind: 'taken', count: asked.count - rejected }));
    response.once('close', () => resolve({ kind: 'unanswered' }));
    // Ended by the other side before this answer was made.
    if (response.destroyed) resolve({ kind: 'unanswered' });
  });
}

function drip(everyMs: number, asked: Asked, response: ServerResponse): Promise<Outcome> {
  response.writeHead(200, { 'content-type': typeOf(asked) });
  const timer = setInterval(() => response.write(' '), everyMs);
  return closed(response).finally(() => clearInterval(timer));
}

/** A reset discards what the client has not read yet; its time for the beginning of the answer. */
const READ_WITHIN_MS = 50;

function reset(during: 'request' | 'answer', asked: Asked, response: ServerResponse): Promise<Outcome> {
  const end = () => response.socket?.resetAndDestroy();
  if (during === 'request') setImmediate(end);
  else {
    response.writeHead(200, { 'content-type': typeOf(asked), 'content-length': 1000 }).write('{');
    setTimeout(end, READ_WITHIN_MS);
  }
  return closed(response);
}

const closed = (response: ServerResponse): Promise<Outcome> =>
  new Promise((resolve) => response.once('close', () => resolve({ kind: 'unanswered' })));

/** After a time, or as soon as the client has gone. */
const later = (delayMs: number, response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
