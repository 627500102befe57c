// The log lines that carry a trace's id, as Grafana's link from a trace to its logs finds them.

import type { LogLine } from '../answers.ts';
import { SERVICE_LABEL, TRACE_LABEL } from '../labels.ts';
import { askLoki } from '../queries/loki.ts';
import type { Stores } from '../queries/stores.ts';
import type { Span } from '../queries/tempo-trace.ts';

/** A line may be stamped a little before or after the spans. */
const MARGIN_MS = 300_000;
const MOST_LINES = 500;

const TRACE_ID = /^[0-9a-fA-F]{16,32}$/;

/** Whether this is a trace id and nothing else. */
export const isTraceId = (text: string): boolean => TRACE_ID.test(text);

/** Oldest first, as they were written. @throws StoreError when Loki does not answer. */
export async function readTraceLines(stores: Stores, traceId: string, spans: readonly Span[]): Promise<LogLine[]> {
  if (!isTraceId(traceId) || spans.length === 0) return [];
  const fromMs = Math.min(...spans.map((span) => span.startMs)) - MARGIN_MS;
  const toMs = Math.max(...spans.map((span) => span.startMs + span.durationMs)) + MARGIN_MS;
  const query = `{${SERVICE_LABEL}=~".+"} | ${TRACE_LABEL}="${traceId}"`;
  const target = { refId: 'A', datasource: { type: 'loki', uid: 'loki' }, maxLines: MOST_LINES };
  const { lines } = await askLoki(stores, target, query, { from: '', to: '', fromMs, toMs }, 60_000);
  return lines.toReversed();
}
