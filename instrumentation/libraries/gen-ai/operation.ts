// One AI operation: its span, and the metrics that it counts in once, however many attempts it took.

import { type Context, errorTypeOf, markFailed, SpanKind, startWork } from '../../signals/spans.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import type { Call } from './calls.ts';
import { type Facts, newFacts, sumUsage } from './facts.ts';
import { recordOperation } from './measures.ts';
import { rememberOpen } from './open-work.ts';
import type { Operation, Subject } from './operation-state.ts';

/** `error.type` of an operation that the application gave up. */
export const ABORTED = 'aborted';

/** Starts the span of an operation under `parent`, the active context unless said otherwise. */
export function startOperation(subject: Subject, parent?: Context): Operation {
  const work = startWork(SpanKind.CLIENT, nameOf(subject), attributesOf(subject), parent);
  const operation: Operation = {
    ...work,
    startedMs: performance.now(),
    subject,
    attempts: 0,
    facts: newFacts(),
    ended: false,
    forget() {},
  };
  operation.forget = rememberOpen(() => endOperation(operation, ABORTED));
  return operation;
}

/** Takes the next attempt: a retry, or the next part of the same operation. */
export function takeAttempt(operation: Operation, call: Call): void {
  operation.attempts += 1;
  delete operation.failure;
  if (operation.call) {
    operation.call = call;
    return;
  }
  operation.call = call;
  // The request on the wire knows better than the name of the function that caused it.
  operation.subject = { operation: call.operation, provider: call.provider, model: call.model ?? operation.subject.model };
  operation.span.updateName(nameOf(operation.subject));
  operation.span.setAttributes({
    ...attributesOf(operation.subject),
    [a.serverAddress.key]: call.host,
    [a.serverPort.key]: call.port,
    ...(call.stream ? { [a.genAiRequestStream.key]: true } : {}),
    ...(call.maxTokens === undefined ? {} : { [a.genAiRequestMaxTokens.key]: call.maxTokens }),
    ...(call.temperature === undefined ? {} : { [a.genAiRequestTemperature.key]: call.temperature }),
    ...(call.topP === undefined ? {} : { [a.genAiRequestTopP.key]: call.topP }),
  });
}

/** Notes how an attempt went; tokens of all attempts add up. */
export function noteAttempt(operation: Operation, facts: Facts, failure: string | undefined): void {
  const { usage } = operation.facts;
  operation.facts = { ...facts };
  const sum = sumUsage(usage, facts.usage);
  if (sum) operation.facts.usage = sum;
  if (failure !== undefined) operation.failure = { type: failure, atMs: performance.now(), at: Date.now() };
}

/** Ends the operation, once; a failure of its last attempt tells more than the error that the application got. */
export function endOperation(operation: Operation, failure?: string): void {
  if (operation.ended) return;
  operation.ended = true;
  operation.forget();
  const errorType = operation.failure?.type ?? failure;
  if (errorType !== undefined) markFailed(operation.span, errorType);
  const durationS = ((operation.failure?.atMs ?? performance.now()) - operation.startedMs) / 1000;
  recordOperation(operation, durationS, errorType);
  operation.span.end(operation.failure?.at);
}

/** Class of an error of fetch or of a client, without its message, which may repeat a prompt or a key. */
export function failureOf(error: unknown, aborted: boolean): string {
  const type = errorTypeOf(error);
  if (type === 'TimeoutError') return type;
  if (aborted || type === 'AbortError') return ABORTED;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? errorTypeOf(cause) : type;
}

const nameOf = ({ operation, model }: Subject): string => (model === undefined ? operation : `${operation} ${model}`);

function attributesOf({ operation, provider, model }: Subject): Record<string, string> {
  const attributes = { [a.genAiOperationName.key]: operation, [a.genAiProviderName.key]: provider };
  return model === undefined ? attributes : { ...attributes, [a.genAiRequestModel.key]: model };
}
