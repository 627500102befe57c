// The ids that connect an application's own log lines with its traces.

import { type Context, isSpanContextValid } from '@opentelemetry/api';
import { spanIn } from './light-context.ts';

/** Field names as OpenTelemetry's specification "Trace Context in non-OTLP Log Formats" sets them. */
export interface CorrelationIds {
  readonly trace_id: string;
  readonly span_id: string;
  readonly trace_flags: string;
}

/** Ids of the span that is active in the context, if there is one. */
export function correlationIds(within: Context): CorrelationIds | undefined {
  const ids = spanIn(within)?.spanContext();
  if (!ids || !isSpanContextValid(ids)) return undefined;
  return { trace_id: ids.traceId, span_id: ids.spanId, trace_flags: ids.traceFlags.toString(16).padStart(2, '0') };
}
