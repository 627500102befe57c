// Sees AI calls where nearly every client makes them: in the global fetch. Other fetches pass untouched.

import { attempt } from '../../errors.ts';
import { isOwnTraffic } from '../../signals/context/propagation.ts';
import { runIn } from '../../signals/spans.ts';
import { Answer } from './answer.ts';
import { type Call, recogniseCall } from './calls.ts';
import { type Facts, newFacts, objectOf } from './facts.ts';
import { ABORTED, failureOf, noteAttempt, takeAttempt } from './operation.ts';
import type { Operation } from './operation-state.ts';
import { currentOwner, type Owner } from './owner.ts';
import { watchResponse } from './watched-response.ts';

interface Attempt {
  readonly owner: Owner;
  readonly operation: Operation;
  readonly call: Call;
  readonly signal: AbortSignal | undefined;
  over: boolean;
}

/** Wraps the global fetch; clients take it from there when they are made. */
export function watchFetch(): void {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  const native = descriptor?.value as typeof fetch | undefined;
  if (typeof native !== 'function') return;
  // A plain function of one named parameter, as Node's own.
  const wrapped = {
    fetch: function fetch(this: unknown, input: unknown, ...rest: unknown[]): unknown {
      const current = attempt('Recognising an AI call', () => begin(input, rest[0]));
      if (!current) return Reflect.apply(native, this, [input, ...rest]);
      return send(current, () => Reflect.apply(native, this, [input, ...rest]) as Promise<Response>);
    },
  };
  Object.defineProperty(globalThis, 'fetch', { ...descriptor, value: wrapped.fetch });
}

function begin(input: unknown, init: unknown): Attempt | undefined {
  const call = recogniseCall(input, init);
  if (!call || isOwnTraffic()) return undefined;
  const candidate = objectOf(init).signal ?? (input instanceof Request ? input.signal : undefined);
  const signal = candidate instanceof AbortSignal ? candidate : undefined;
  const owner = currentOwner();
  const operation = owner.take(call);
  takeAttempt(operation, call);
  return { owner, operation, call, signal, over: false };
}

function send(current: Attempt, request: () => Promise<Response>): Promise<Response> {
  // A promise of its own, so that a rejection nobody handles is as unhandled as before.
  return runIn(current.operation.context, request).then(
    (response) => {
      attempt('Reading the head of an answer', () => answered(current, response));
      return response;
    },
    (error) => {
      attempt('Ending an AI call', () => fail(current, error));
      throw error;
    },
  );
}

function answered(current: Attempt, response: Response): void {
  const { status } = response;
  if (!response.ok) {
    settle(current, { facts: newFacts(), failure: String(status), retryable: RETRIED.has(status) || status >= 500 });
    return;
  }
  const contentType = response.headers.get('content-type') ?? '';
  watchResponse(response, () => new Answer(current.call.format, contentType), {
    chunk() {
      current.operation.firstChunkMs ??= performance.now();
    },
    end({ answer: { facts }, error, cancelled, unread }) {
      if (error !== undefined) fail(current, error, facts);
      else {
        if (unread) facts.incomplete = 'never_read';
        // A client that stops reading when all was said has not given up.
        const givenUp = cancelled && facts.finishReasons.length === 0;
        settle(current, { facts, failure: givenUp ? ABORTED : facts.failure, retryable: false });
      }
    },
  });
}

/** Answers after which every client library tries again: time-out, conflict, too many requests, and all of 5xx. */
const RETRIED: ReadonlySet<number> = new Set([408, 409, 429]);

function fail(current: Attempt, error: unknown, facts: Facts = newFacts()): void {
  const failure = failureOf(error, current.signal?.aborted === true);
  // Once an answer has begun, no client tries again.
  settle(current, { facts, failure, retryable: failure !== ABORTED && current.operation.firstChunkMs === undefined });
}

function settle(
  current: Attempt,
  { facts, failure, retryable }: { readonly facts: Facts; readonly failure: string | undefined; readonly retryable: boolean },
): void {
  if (current.over) return;
  current.over = true;
  noteAttempt(current.operation, facts, failure);
  current.owner.settle(current.operation, retryable, current.signal);
}
