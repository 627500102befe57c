// How libraries make spans; nothing outside this folder knows which class stands behind them.

import { type Attributes, type Context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { attribute as a } from '../vocabulary/index.ts';
import { activeContext, currentContext } from './context/active-context.ts';
import { entryIn, spanIn, withEntry, withSpan } from './context/light-context.ts';
import { type Flat, type FlatValue, isFlat, unflatten } from './flat.ts';
import { SCOPE } from './scope.ts';
import { LightSpan } from './spans/light-span.ts';
import { startLight } from './spans/light-tracing.ts';
import { flatten } from './spans/span-limits.ts';

export { type Context, type Span, SpanKind } from '@opentelemetry/api';
export { currentContext, enter, NO_PARENT, runIn } from './context/active-context.ts';

/** Longest exception message and stack kept, in characters. */
const MESSAGE_MAX = 1024;
const STACK_MAX = 16_384;

// Behind the seam when a configuration file composes the SDK. Resolved at each call through the API's proxy, so that the order of
// set-up doesn't matter.
const tracer = trace.getTracer(SCOPE);
const NOBODY: readonly Span[] = [];

export interface Work {
  readonly span: Span;
  /** Context in which what the span causes must run. */
  readonly context: Context;
  /** When it started, as performance.now() says. */
  readonly startedMs: number;
}

/**
 * Starts a span under `parent`, the active context unless said otherwise; `related` spans are linked, not parents.
 * A list of attributes becomes the span's own.
 */
export function startWork(
  kind: SpanKind,
  name: string,
  attributes: Attributes | Flat,
  parent: Context = currentContext(),
  related: readonly Span[] = NOBODY,
): Work {
  const startedMs = performance.now();
  const span = startLight({ kind, name, attributes, parent, related, startedMs }) ?? startHeavy(kind, name, attributes, parent, related);
  return { span, context: withSpan(parent, span), startedMs };
}

export interface EntryOptions {
  readonly kind?: SpanKind;
  readonly related?: readonly Span[];
  /** More attributes, in a frozen list that many spans share. */
  readonly shared?: Flat | undefined;
}
const PLAIN: EntryOptions = {};

const together = (shared: Flat | undefined, attributes: Attributes | Flat): Attributes =>
  shared ? { ...unflatten(shared), ...objectOf(attributes) } : objectOf(attributes);

const objectOf = (attributes: Attributes | Flat): Attributes => (isFlat(attributes) ? unflatten(attributes) : attributes);

/** Starts a span below which nothing runs in a context of its own. */
export function startLeaf(
  kind: SpanKind,
  name: string,
  attributes: Attributes | Flat,
  startedMs: number,
  { related = NOBODY, shared }: Omit<EntryOptions, 'kind'> = PLAIN,
): Span {
  const parent = currentContext();
  return (
    startLight({ kind, name, attributes, parent, related, startedMs, shared }) ??
    startHeavy(kind, name, together(shared, attributes), parent, related)
  );
}

function startHeavy(kind: SpanKind, name: string, attributes: Attributes | Flat, parent: Context, related: readonly Span[]): Span {
  const links = related.map((span) => ({ context: span.spanContext() }));
  const options = { kind, attributes: objectOf(attributes) };
  return tracer.startSpan(name, links.length > 0 ? { ...options, links } : options, parent);
}

/** Sets an attribute whose value we made ourselves: it is of the right type, so nothing is checked. */
export function put(span: Span, key: string, value: FlatValue): void {
  if (span instanceof LightSpan) span.put(key, value);
  else span.setAttribute(key, value);
}

/** Ends a span at `endedMs`, as performance.now() said. */
export function endSpan(span: Span, endedMs: number): void {
  if (span instanceof LightSpan) span.finish(endedMs);
  else span.end(performance.timeOrigin + endedMs);
}

/** Starts the span of a request or message that came in; libraries below find it again with `entrySpan`. */
export function startEntry(
  name: string,
  attributes: Attributes | Flat,
  parent: Context,
  { kind = SpanKind.SERVER, related = NOBODY, shared }: EntryOptions = PLAIN,
): Work {
  const startedMs = performance.now();
  const span =
    startLight({ kind, name, attributes, parent, related, startedMs, shared }) ??
    startHeavy(kind, name, together(shared, attributes), parent, related);
  return { span, context: withEntry(parent, span), startedMs };
}

/** The span of the request that the current code works for. */
export function entrySpan(): Span | undefined {
  return entryIn(activeContext());
}

/** The span that the current code runs in. */
export function activeSpan(): Span | undefined {
  return spanIn(activeContext());
}

/** Marks the span as failed, for a reason of few values such as `500` or `TypeError`. */
export function markFailed(span: Span, errorType: string, message?: string): void {
  const text = message?.slice(0, MESSAGE_MAX);
  put(span, a.errorType.key, errorType);
  if (span instanceof LightSpan) span.fail(text);
  else span.setStatus(text === undefined ? { code: SpanStatusCode.ERROR } : { code: SpanStatusCode.ERROR, message: text });
}

/** Which span an error was recorded on last: whoever meets it on its way up, it is told once. */
const recorded = new WeakMap<object, Span>();

/** Adds the exception as an event, once, and marks the span as failed by it. */
export function recordException(span: Span, error: unknown): void {
  if (typeof error === 'object' && error !== null) {
    if (recorded.get(error) === span) return;
    recorded.set(error, span);
  }
  const attributes = exceptionAttributes(error);
  if (span instanceof LightSpan) span.tell('exception', performance.now(), flatten(attributes));
  else span.addEvent('exception', attributes);
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
