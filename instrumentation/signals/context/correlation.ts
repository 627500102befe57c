// The ids that connect an application's own log lines with its traces.

import { type Context, isSpanContextValid } from '@opentelemetry/api';
import { SpanIds } from '../spans/span-ids.ts';
import { spanIn } from './light-context.ts';

/** Field names as OpenTelemetry's specification "Trace Context in non-OTLP Log Formats" sets them. */
export interface CorrelationIds {
  readonly trace_id: string;
  readonly span_id: string;
  readonly trace_flags: string;
}

/** Ids of the span that is active in the context, if there is one. */
export function correlationIds(within: Context): CorrelationIds | undefined {
  const span = spanIn(within);
  if (span === undefined) return undefined;
  // Those of our own spans are always valid.
  if (span instanceof SpanIds) return { trace_id: span.traceId.hex(), span_id: span.hex(), trace_flags: flagsOf(span.flags) };
  const ids = span.spanContext();
  if (!isSpanContextValid(ids)) return undefined;
  return { trace_id: ids.traceId, span_id: ids.spanId, trace_flags: flagsOf(ids.traceFlags) };
}

function flagsOf(flags: number): string {
  if (flags === 1) return '01';
  return flags === 0 ? '00' : flags.toString(16).padStart(2, '0');
}
