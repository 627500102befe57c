// The trace that this process itself is part of: whoever started it left TRACEPARENT in its environment.

import { type Context, propagation, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';

/** How long a process is one piece of work of its starter. What it does later, as a server does for hours, makes traces of its own. */
export const ONE_WORK_MS = 60_000;

let adopted: Context | undefined;

/** Makes the span in `parent` the parent of the work that this process starts on its own account. */
export function adoptParent(parent: Context): void {
  adopted = trace.getSpanContext(parent) ? parent : undefined;
}

/** `active`, or the starter's context where `active` knows no span. */
export function processParent(active: Context): Context {
  if (!adopted || trace.getSpan(active) || isTracingSuppressed(active)) return active;
  if (process.uptime() * 1000 > ONE_WORK_MS) {
    adopted = undefined;
    return active;
  }
  const span = trace.getSpan(adopted);
  const baggage = propagation.getBaggage(adopted);
  const within = span ? trace.setSpan(active, span) : active;
  return baggage && !propagation.getBaggage(active) ? propagation.setBaggage(within, baggage) : within;
}
