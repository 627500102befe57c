// The API's Context with the two values that every request sets as fields: nothing is copied when a span becomes active.

import { type Context, createContextKey, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';

/** Where every copy of the API looks for the active span: its own keys are `Symbol.for` of their descriptions. */
const SPAN_KEY = createContextKey('OpenTelemetry Context Key SPAN');
const ENTRY_KEY = createContextKey('peragus entry span');

class LightContext implements Context {
  /** Holds all other values; a span in it is hidden by ours. */
  readonly base: Context;
  readonly span: Span | undefined;
  /** The span of the request or message that this is part of. */
  readonly entry: Span | undefined;

  constructor(base: Context, span: Span | undefined, entry: Span | undefined) {
    this.base = base;
    this.span = span;
    this.entry = entry;
  }

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) return this.span;
    return key === ENTRY_KEY ? this.entry : this.base.getValue(key);
  }

  setValue(key: symbol, value: unknown): LightContext {
    if (key === SPAN_KEY) return new LightContext(this.base, value as Span | undefined, this.entry);
    if (key === ENTRY_KEY) return new LightContext(this.base, this.span, value as Span | undefined);
    return new LightContext(this.base.setValue(key, value), this.span, this.entry);
  }

  deleteValue(key: symbol): LightContext {
    if (key === SPAN_KEY || key === ENTRY_KEY) return this.setValue(key, undefined);
    return new LightContext(this.base.deleteValue(key), this.span, this.entry);
  }
}

/** What comes in with headers is set on this one, so that it is light too. */
export const LIGHT_ROOT: Context = new LightContext(ROOT_CONTEXT, undefined, undefined);

/** `within` with `span` active. */
export function withSpan(within: Context, span: Span): Context {
  return within instanceof LightContext
    ? new LightContext(within.base, span, within.entry)
    : new LightContext(within, span, entryIn(within));
}

/** `within` with `span` active, and as the request that all below belongs to. */
export function withEntry(within: Context, span: Span): Context {
  return new LightContext(within instanceof LightContext ? within.base : within, span, span);
}

export function spanIn(within: Context): Span | undefined {
  if (within instanceof LightContext) return within.span;
  return within === ROOT_CONTEXT ? undefined : trace.getSpan(within);
}

export function entryIn(within: Context): Span | undefined {
  if (within instanceof LightContext) return within.entry;
  return within === ROOT_CONTEXT ? undefined : (within.getValue(ENTRY_KEY) as Span | undefined);
}

/** True in contexts whose work must not be observed. */
export function isSuppressed(within: Context): boolean {
  const base = within instanceof LightContext ? within.base : within;
  return base !== ROOT_CONTEXT && isTracingSuppressed(base);
}
