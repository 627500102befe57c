// One trace by its id, as OTLP in JSON.

import { resourceAttribute } from '../../../instrumentation/vocabulary/index.ts';
import { ask, type Stores } from './stores.ts';

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

export type OtlpAttributes = readonly { readonly key: string; readonly value: OtlpValue }[] | undefined;

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

/** An attribute's value as text. */
function textOf(value: OtlpValue): string {
  if (value.arrayValue) return `[${(value.arrayValue.values ?? []).map(textOf).join(', ')}]`;
  return String(value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue ?? '');
}

export const readAttributes = (attributes: OtlpAttributes): Record<string, string> =>
  Object.fromEntries((attributes ?? []).map(({ key, value }) => [key, textOf(value)]));

/** Microseconds matter in a trace, and a double holds them for this century. */
export const toMs = (ns: string): number => Number(BigInt(ns) / 1_000n) / 1_000;

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
