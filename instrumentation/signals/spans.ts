// How libraries make spans; nothing outside this folder knows which class stands behind them.

import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { attribute as a } from '../vocabulary/index.ts';
import { type Flat, type FlatValue, isFlat, unflatten } from './flat.ts';
import { processParent } from './process-parent.ts';
import { SCOPE } from './scope.ts';

export { type Context, type Span, SpanKind } from '@opentelemetry/api';

/** Longest exception message and stack kept, in characters. */
const MESSAGE_MAX = 1024;
const STACK_MAX = 16_384;

// Resolved at each call through the API's proxy, so that the order of set-up doesn't matter.
const tracer = trace.getTracer(SCOPE);

const ENTRY_SPAN = createContextKey('peragus entry span');

export interface Work {
  readonly span: Span;
  /** Context in which what the span causes must run. */
  readonly context: Context;
  /** When it started, as performance.now() says. */
  readonly startedMs: number;
}

/** Starts a span under `parent`, the active context unless said otherwise; `related` spans are linked, not parents. */
export function startWork(
  kind: SpanKind,
  name: string,
  attributes: Attributes | Flat,
  parent: Context = currentContext(),
  related: readonly Span[] = [],
): Work {
  const links = related.map((span) => ({ context: span.spanContext() }));
  const startedMs = performance.now();
  const options = { kind, attributes: isFlat(attributes) ? unflatten(attributes) : attributes };
  const span = tracer.startSpan(name, links.length > 0 ? { ...options, links } : options, parent);
  return { span, context: trace.setSpan(parent, span), startedMs };
}

/** Sets an attribute whose value we made ourselves: it is of the right type and short, so nothing is checked. */
export function put(span: Span, key: string, value: FlatValue): void {
  span.setAttribute(key, value);
}

/** Ends a span at `endedMs`, as performance.now() said. */
export function endSpan(span: Span, endedMs: number): void {
  span.end(performance.timeOrigin + endedMs);
}

/** Runs `work` in `within` and gives what it gives; what it starts later stays in that context too. */
export function runIn<T>(within: Context, work: () => T): T {
  return context.with(within, work);
}

/** The context without any span: what must not belong to the current trace starts here. */
export const NO_PARENT: Context = ROOT_CONTEXT;

/** The context of the code that runs now; what has no span of this process yet belongs to whoever started the process. */
export function currentContext(): Context {
  return processParent(context.active());
}

/** Starts the span of a request or message that came in; libraries below find it again with `entrySpan`. */
export function startEntry(
  name: string,
  attributes: Attributes | Flat,
  parent: Context,
  { kind = SpanKind.SERVER, related = [] }: { readonly kind?: SpanKind; readonly related?: readonly Span[] } = {},
): Work {
  const work = startWork(kind, name, attributes, parent, related);
  return { ...work, context: work.context.setValue(ENTRY_SPAN, work.span) };
}

/** The span of the request that the current code works for. */
export function entrySpan(): Span | undefined {
  return context.active().getValue(ENTRY_SPAN) as Span | undefined;
}

/** The span that the current code runs in. */
export function activeSpan(): Span | undefined {
  return trace.getSpan(context.active());
}

/**
 * Makes `next` the context of the rest of this asynchronous execution, where no callback of ours could be wrapped around it.
 * @returns brings the context before it back
 */
export function enter(next: Context): () => void {
  const token = context.attach(next);
  return () => token.dispose();
}

/** Marks the span as failed, for a reason of few values such as `500` or `TypeError`. */
export function markFailed(span: Span, errorType: string, message?: string): void {
  span.setAttribute(a.errorType.key, errorType);
  span.setStatus(
    message === undefined ? { code: SpanStatusCode.ERROR } : { code: SpanStatusCode.ERROR, message: message.slice(0, MESSAGE_MAX) },
  );
}

/** Which span an error was recorded on last: whoever meets it on its way up, it is told once. */
const recorded = new WeakMap<object, Span>();

/** Adds the exception as an event, once, and marks the span as failed by it. */
export function recordException(span: Span, error: unknown): void {
  if (typeof error === 'object' && error !== null) {
    if (recorded.get(error) === span) return;
    recorded.set(error, span);
  }
  span.addEvent('exception', exceptionAttributes(error));
  markFailed(span, errorTypeOf(error), messageOf(error));
}

/** `exception.*` attributes of whatever was thrown. */
export function exceptionAttributes(error: unknown): Record<string, string> {
  const attributes: Record<string, string> = {
    [a.exceptionType.key]: errorTypeOf(error),
    [a.exceptionMessage.key]: messageOf(error).slice(0, MESSAGE_MAX),
  };
  if (error instanceof Error && typeof error.stack === 'string') attributes[a.exceptionStacktrace.key] = error.stack.slice(0, STACK_MAX);
  return attributes;
}

/** Name of the failure's class: the error's code where there is one, as for system errors, else its name. */
export function errorTypeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code !== '' ? code : error.name;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? String(error.message) : String(error);
}
