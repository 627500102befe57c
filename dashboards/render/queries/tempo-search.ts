// TraceQL searches: traces, or the spans in them that match.

import { resourceAttribute } from '../../../instrumentation/vocabulary/index.ts';
import type { FoundSpan, TraceSummary } from '../answers.ts';
import type { TimeRange } from '../time-range.ts';
import { ask, type Stores } from './stores.ts';
import { type OtlpAttributes, readAttributes, toMs } from './tempo-trace.ts';

interface Found {
  readonly traceID: string;
  readonly rootServiceName?: string;
  readonly rootTraceName?: string;
  readonly startTimeUnixNano?: string;
  readonly durationMs?: number;
  readonly spanSets?: readonly {
    readonly spans?: readonly {
      readonly name?: string;
      readonly startTimeUnixNano: string;
      readonly durationNanos: string;
      readonly attributes?: OtlpAttributes;
    }[];
  }[];
}

const SERVICE = resourceAttribute.serviceName.key;
/** Spans of one trace that are listed; Grafana's own default. */
const SPANS_OF_A_TRACE = 3;

async function search(stores: Stores, query: string, { fromMs, toMs: endMs }: TimeRange, limit: number): Promise<readonly Found[]> {
  const span = { start: Math.floor(fromMs / 1_000), end: Math.ceil(endMs / 1_000) };
  const { traces } = (await ask(stores, 'tempo', '/api/search', { q: query, limit, spss: SPANS_OF_A_TRACE, ...span })) as {
    traces?: Found[];
  };
  return traces ?? [];
}

/** The latest traces that a search finds. */
export async function searchTraces(stores: Stores, query: string, range: TimeRange, limit: number): Promise<TraceSummary[]> {
  const found = await search(stores, query, range, limit);
  return found
    .map(({ traceID, rootServiceName = '', rootTraceName = '', startTimeUnixNano = '0', durationMs = 0 }) => ({
      traceId: traceID,
      startMs: toMs(startTimeUnixNano),
      // Tempo leaves out what is below a millisecond.
      durationMs,
      service: rootServiceName,
      name: rootTraceName,
    }))
    .sort((a, b) => b.startMs - a.startMs);
}

/** The latest spans that a search finds. */
export async function searchSpans(stores: Stores, query: string, range: TimeRange, limit: number): Promise<FoundSpan[]> {
  const found = await search(stores, query, range, limit);
  return found
    .flatMap(({ traceID, rootServiceName = '', rootTraceName = '', spanSets = [] }) =>
      spanSets.flatMap(({ spans = [] }) =>
        spans.map((span) => {
          const attributes = readAttributes(span.attributes);
          return {
            traceId: traceID,
            startMs: toMs(span.startTimeUnixNano),
            durationMs: toMs(span.durationNanos),
            // A trace goes through several services; the search tells the span's own where it has asked for it.
            service: attributes[SERVICE] ?? rootServiceName,
            name: span.name ?? rootTraceName,
            attributes,
          };
        }),
      ),
    )
    .sort((a, b) => b.startMs - a.startMs);
}
