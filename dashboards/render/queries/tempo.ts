// TraceQL searches, and one trace by its id.

import { resourceAttribute } from '../../../instrumentation/vocabulary/index.ts';
import type { TraceSummary } from '../answers.ts';
import type { TimeRange } from '../time-range.ts';
import { ask, type Stores } from './stores.ts';

interface SearchAnswer {
  readonly traces?: readonly {
    readonly traceID: string;
    readonly rootServiceName?: string;
    readonly rootTraceName?: string;
    readonly startTimeUnixNano?: string;
    readonly durationMs?: number;
  }[];
}

/** The latest traces that a search finds. */
export async function searchTraces(stores: Stores, query: string, range: TimeRange, limit: number): Promise<TraceSummary[]> {
  const parameters = { q: query, limit, start: Math.floor(range.fromMs / 1_000), end: Math.ceil(range.toMs / 1_000) };
  const { traces = [] } = (await ask(stores, 'tempo', '/api/search', parameters)) as SearchAnswer;
  return traces
    .map(({ traceID, rootServiceName, rootTraceName, startTimeUnixNano, durationMs }) => ({
      traceId: traceID,
      startMs: Number(BigInt(startTimeUnixNano ?? '0') / 1_000_000n),
      // Tempo leaves out what is below a millisecond.
      durationMs: durationMs ?? 0,
      service: rootServiceName ?? '',
      name: rootTraceName ?? '',
    }))
    .sort((a, b) => b.startMs - a.startMs);
}

export interface Span {
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
  readonly service: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly events: readonly { readonly name: string; readonly timeMs: number; readonly attributes: Readonly<Record<string, string>> }[];
}

interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values?: readonly OtlpValue[] };
}

type OtlpAttributes = readonly { readonly key: string; readonly value: OtlpValue }[] | undefined;

interface OtlpSpan {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code?: string | number; readonly message?: string };
  readonly attributes?: OtlpAttributes;
  readonly events?: readonly { readonly name: string; readonly timeUnixNano: string; readonly attributes?: OtlpAttributes }[];
}

interface TraceAnswer {
  readonly batches?: readonly {
    readonly resource?: { readonly attributes?: OtlpAttributes };
    readonly scopeSpans?: readonly { readonly spans?: readonly OtlpSpan[] }[];
  }[];
}

function textOf(value: OtlpValue): string {
  if (value.arrayValue) return `[${(value.arrayValue.values ?? []).map(textOf).join(', ')}]`;
  return String(value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue ?? '');
}

const readAttributes = (attributes: OtlpAttributes): Record<string, string> =>
  Object.fromEntries((attributes ?? []).map(({ key, value }) => [key, textOf(value)]));

/** Microseconds matter in a trace, and a double holds them for this century. */
const toMs = (ns: string): number => Number(BigInt(ns) / 1_000n) / 1_000;

const SERVICE = resourceAttribute.serviceName.key;

/** Every span of a trace, by start. @throws StoreError when there is none. */
export async function readTrace(stores: Stores, traceId: string): Promise<Span[]> {
  const { batches = [] } = (await ask(stores, 'tempo', `/api/traces/${encodeURIComponent(traceId)}`)) as TraceAnswer;
  const spans = batches.flatMap(({ resource, scopeSpans = [] }) => {
    const service = readAttributes(resource?.attributes)[SERVICE] ?? '';
    return scopeSpans.flatMap(({ spans: found = [] }) => found.map((span) => readSpan(span, service)));
  });
  return spans.sort((a, b) => a.startMs - b.startMs);
}

function readSpan(span: OtlpSpan, service: string): Span {
  const { status } = span;
  const message = status?.message ? { 'status.message': status.message } : {};
  return {
    id: span.spanId,
    parentId: span.parentSpanId ?? '',
    name: span.name,
    service,
    startMs: toMs(span.startTimeUnixNano),
    durationMs: toMs(span.endTimeUnixNano) - toMs(span.startTimeUnixNano),
    failed: status?.code === 2 || status?.code === 'STATUS_CODE_ERROR',
    attributes: { ...readAttributes(span.attributes), ...message },
    events: (span.events ?? []).map((event) => ({
      name: event.name,
      timeMs: toMs(event.timeUnixNano),
      attributes: readAttributes(event.attributes),
    })),
  };
}
