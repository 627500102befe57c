// Messages that come in: counted, and each with listeners a span in whose context the listeners run.
//
// A message is one way and wants no answer, so the span is a CONSUMER's, as in the semantic conventions for messaging. The
// application's listeners are not wrapped: ours stand before and after the listener of ws that emits the event, on the receiver that
// nobody else listens to. Stacks, listener counts and what listeners throw stay as they were.

import { types } from 'node:util';
import { attempt, guarded } from '../../errors.ts';
import { contextFromHeaders, type Headers, strangersIn, trustsCallers } from '../../signals/context/propagation.ts';
import { endSpan, enter, errorTypeOf, NO_PARENT, recordException, type Span, SpanKind, startEntry } from '../../signals/spans.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import { type Connection, recordRatio } from './connection.ts';
import { kindOf, type MessageKind, recordFailed } from './message-kinds.ts';
import { LOOKED_AT_MAX, type MessageName, NOTHING } from './message-name.ts';
import { beginningOf, type Receiver, sizeOf, type WebSocketLike } from './ws-parts.ts';

export interface Reading {
  readonly readName: (text: string) => MessageName;
  /** `connection`: messages continue the connection's trace; `message`: each begins its own. */
  readonly trace: string;
}
interface Handling {
  readonly span: Span;
  readonly startedMs: number;
  readonly kind: MessageKind;
  /** Of the error that a listener threw. */
  errorType: string | undefined;
  readonly leave: () => void;
  /** Listeners that have not finished: all synchronous ones together, and each async one. */
  pending: number;
}
interface Rejection {
  readonly error: unknown;
  record(): void;
}
type Listener = ((...args: unknown[]) => unknown) & { readonly listener?: unknown };

/** An async listener that never settles must not keep its span for ever; a model's answer takes less. */
const SETTLE_WITHIN_MS = 300_000;
/** W3C trace context as a member of a JSON object; inside a string its quotes would be escaped. */
const TRACEPARENT = /"traceparent"\s*:\s*"([0-9a-f-]{55})"/;

/** The message whose synchronous listeners run now. */
let current: Handling | undefined;
/** Rejections of async listeners that Node has yet to report; they last one turn of the event loop. */
const rejections = new Set<Rejection>();

/** Records what listeners throw. Monitors only: what happens to the error is decided as before. */
export function watchThrown(): void {
  process.on(
    'uncaughtExceptionMonitor',
    guarded('Recording the error of a message', (error: unknown) => {
      for (const rejection of rejections) if (rejection.error === error) rejection.record();
      const handling = current;
      if (!handling) return;
      leave(handling);
      fail(handling, error);
      finish(handling);
    }),
  );
}

/** Gives the listeners to put before and after the one of ws that emits the message. */
export function surround(receiver: Receiver, find: () => Connection | undefined, key: symbol, reading: Reading) {
  let handling: Handling | undefined;
  return {
    before: guarded('Starting the span of a message', (data: unknown, isBinary?: unknown) => {
      const connection = find();
      const webSocket = receiver[key];
      if (!connection || !webSocket) return;
      // A listener threw, and nobody told the monitor: a domain or a capture callback took it.
      if (current) abandon(current);
      handling = begin({ connection, webSocket, data, isText: isBinary === undefined ? typeof data === 'string' : !isBinary }, reading);
      current = handling;
      if (handling) followAsync(receiver, key, webSocket, handling);
    }),
    after: guarded('Ending the span of a message', () => {
      if (!handling) return;
      leave(handling);
      settle(handling);
      handling = undefined;
    }),
  };
}

interface Arrival {
  readonly connection: Connection;
  readonly webSocket: WebSocketLike;
  readonly data: unknown;
  readonly isText: boolean;
}

function begin({ connection, webSocket, data, isText }: Arrival, reading: Reading): Handling | undefined {
  const startedMs = performance.now();
  const text = beginningOf(data, isText, LOOKED_AT_MAX);
  const kind = kindOf(text === undefined ? NOTHING : reading.readName(text), connection.side, 'receive', isText);
  const bytes = sizeOf(data);
  connection.received += 1;
  recordRatio(connection, 'receive', bytes, connection.inflating);
  connection.inflating = 0;
  kind.messages.add(1);
  kind.io.add(bytes);
  if (webSocket.listenerCount('message') === 0) return undefined;
  const sent = sentHeaders(text);
  const above = reading.trace === 'connection' ? connection.context : NO_PARENT;
  const parent = sent !== undefined && trustsCallers() ? contextFromHeaders(sent) : above;
  const related = sent === undefined ? connection.related : [...connection.related, ...strangersIn(sent)];
  const options = { kind: SpanKind.CONSUMER, related, shared: kind.shared };
  const { span, context } = startEntry(kind.spanName, [a.websocketMessageSize.key, bytes], parent, options);
  return { span, startedMs, kind, errorType: undefined, leave: enter(context), pending: 1 };
}

function sentHeaders(text: string | undefined): Headers | undefined {
  if (text === undefined || !text.includes('"traceparent"')) return undefined;
  const traceparent = TRACEPARENT.exec(text)?.[1];
  return traceparent === undefined ? undefined : { traceparent };
}

// Only an async function's promise may be followed: it is new at each call and nobody else holds it. Any other promise may have
// handlers elsewhere, and following it would make a rejection handled that was not, or the other way round.
const isAsync = (listener: Listener) => types.isAsyncFunction(listener.listener ?? listener);

// Where a listener is an async function, this one event is emitted here instead of by Node, to see the promises. ws reaches its
// WebSocket through the receiver, so a stand-in there is enough; the WebSocket itself isn't touched.
function followAsync(receiver: Receiver, key: symbol, webSocket: WebSocketLike, handling: Handling): void {
  if (!(webSocket.rawListeners('message') as Listener[]).some(isAsync) || capturesRejections(webSocket)) return;
  receiver[key] = {
    emit(event: string, ...args: unknown[]): boolean {
      receiver[key] = webSocket;
      const listeners = webSocket.rawListeners(event) as Listener[];
      for (const listener of listeners) {
        const result = Reflect.apply(listener, webSocket, args);
        if (isAsync(listener)) attempt('Following an async listener', () => follow(result, handling));
      }
      return listeners.length > 0;
    },
  } as unknown as WebSocketLike;
}

// Node keeps this under a symbol of its own; such an emitter treats the promises itself.
function capturesRejections(webSocket: WebSocketLike): boolean {
  const key = Object.getOwnPropertySymbols(webSocket).find((symbol) => symbol.description === 'kCapture');
  return key !== undefined && (webSocket as unknown as Record<symbol, unknown>)[key] === true;
}

function follow(result: unknown, handling: Handling): void {
  if (!(result instanceof Promise)) return;
  handling.pending += 1;
  const timer = setTimeout(() => done(), SETTLE_WITHIN_MS).unref();
  let isDone = false;
  const done = guarded('Ending the span of a message', (failure?: { readonly error: unknown }) => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    if (failure) fail(handling, failure.error);
    settle(handling);
  });
  // The promise that `then` gives is rejected in its stead, unhandled as before.
  result.then(
    () => done(),
    (error) => {
      recordLater(error, () => done({ error }));
      // Thrown here, Node would print this line as the place of the error.
      return Promise.reject(error);
    },
  );
}

// Once `stack` has been read Node can't print the line of the error any more, so that waits until Node has reported the rejection.
function recordLater(error: unknown, record: () => void): void {
  const rejection: Rejection = {
    error,
    record() {
      if (rejections.delete(rejection)) record();
    },
  };
  rejections.add(rejection);
  setImmediate(() => rejection.record()).unref();
}

function leave(handling: Handling): void {
  handling.leave();
  if (current === handling) current = undefined;
}

function fail(handling: Handling, error: unknown): void {
  handling.errorType = errorTypeOf(error);
  recordException(handling.span, error);
}

function abandon(handling: Handling): void {
  current = undefined;
  finish(handling);
}

function settle(handling: Handling): void {
  handling.pending -= 1;
  if (handling.pending === 0) finish(handling);
}

function finish(handling: Handling): void {
  handling.pending = 0;
  const { kind, errorType, startedMs, span } = handling;
  const endedMs = performance.now();
  const seconds = (endedMs - startedMs) / 1000;
  if (errorType === undefined) kind.duration?.record(seconds);
  else recordFailed(kind, errorType, seconds);
  endSpan(span, endedMs);
}
