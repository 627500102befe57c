// The same calls on a span of the SDK and on one of ours, and what each of them recorded, in a form that can be compared.

import { type Context, type HrTime, ROOT_CONTEXT, type Span, SpanKind, type SpanOptions } from '@opentelemetry/api';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { readableSpan } from '../../instrumentation/delivery/exporters/readable.ts';
import type { Settings } from '../../instrumentation/settings/index.ts';
import { withSpan } from '../../instrumentation/signals/context/light-context.ts';
import { NO_ATTRIBUTES } from '../../instrumentation/signals/flat.ts';
import { installLightTracing, startLight } from '../../instrumentation/signals/spans/light-tracing.ts';
import { decisions } from '../../instrumentation/signals/spans/sampling.ts';
import { chooseSampler } from '../../instrumentation/signals/spans/sdk-traces.ts';
import { flatten, type SpanLimits } from '../../instrumentation/signals/spans/span-limits.ts';
import type { SpanRecord } from '../../instrumentation/signals/spans/span-record.ts';

const LIMITS: SpanLimits = {
  attributeValueLengthLimit: 4096,
  attributeCountLimit: 128,
  eventCountLimit: 128,
  linkCountLimit: 128,
  attributePerEventCountLimit: 128,
  attributePerLinkCountLimit: 128,
};

export type Sampling = Pick<Settings, 'sampler' | 'samplerArgument'>;
const ALL: Sampling = { sampler: 'parentbased_always_on', samplerArgument: '1' };

/** One kind of span. */
export interface Kind {
  /** Starts a span with the options that our seam has as well. */
  start(name: string, options?: Pick<SpanOptions, 'kind' | 'attributes' | 'links'>, within?: Context): Span;
  /** What has ended, oldest first. */
  readonly ended: readonly ReadableSpan[];
}

/** Makes spans of the SDK. */
export function sdkKind(limits: Partial<SpanLimits> = {}, sampling = ALL): Kind {
  const ended: ReadableSpan[] = [];
  const none = async () => {};
  const provider = new TracerProvider({
    sampler: chooseSampler(sampling),
    spanLimits: { ...LIMITS, ...limits },
    spanProcessors: [{ onStart() {}, onEnd: (span) => void ended.push(span), forceFlush: none, shutdown: none }],
  });
  const tracer = provider.getTracer('twin');
  return { ended, start: (name, options = {}, within = ROOT_CONTEXT) => tracer.startSpan(name, options, within) };
}

/** Makes ours; `asList` hands attributes over as a list that many spans share. */
export function ourKind(limits: Partial<SpanLimits> = {}, sampling = ALL, asList = false): Kind {
  const all = { ...LIMITS, ...limits };
  const records: SpanRecord[] = [];
  installLightTracing(decisions(sampling), all, (span) => void records.push(span));
  const encoding = {
    resource: { attributes: {} },
    scope: { name: 'twin' },
    limits: {
      attributesMax: all.attributeCountLimit,
      eventAttributesMax: all.attributePerEventCountLimit,
      linkAttributesMax: all.attributePerLinkCountLimit,
      lengthMax: all.attributeValueLengthLimit,
    },
  };
  return {
    get ended() {
      return records.map((record) => readableSpan(record, encoding));
    },
    start(name, { kind = SpanKind.INTERNAL, attributes = {}, links = [] } = {}, parent = ROOT_CONTEXT) {
      const related = links.map(({ context }) => ({ spanContext: () => context }) as Span);
      const given = asList ? { attributes: NO_ATTRIBUTES, shared: Object.freeze(flatten(attributes)) } : { attributes };
      const span = startLight({ kind, name, ...given, parent, related, startedMs: performance.now() });
      if (!span) throw new Error('light tracing is not installed');
      return span;
    },
  };
}

/** `within` with `span` active, as our seam makes it. */
export const below = (span: Span, within: Context = ROOT_CONTEXT): Context => withSpan(within, span);

// Ours are numbers since the process started: exact to a nanosecond near it, to a tenth of a microsecond decades away.
const inMicroseconds = ([seconds, ns]: HrTime): [number, number] => [seconds, Math.round(ns / 1000)];

/** All that a receiver would learn, with ids numbered in the order in which they appear. Times only where the caller gave them. */
export function essence(spans: readonly ReadableSpan[], withTimes = false): unknown[] {
  const numbers = new Map<string, string>();
  const number = (id: string): string => {
    if (!numbers.has(id)) numbers.set(id, `#${numbers.size}`);
    return numbers.get(id) ?? '';
  };
  return spans.map((span) => {
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    const parent = span.parentSpanContext;
    return {
      name: span.name,
      kind: span.kind,
      ids: [number(traceId), number(spanId), traceFlags, traceState?.serialize() ?? ''],
      parent: parent ? [number(parent.traceId), number(parent.spanId), parent.isRemote === true] : 'none',
      status: span.status,
      attributes: Object.entries(span.attributes),
      droppedAttributes: span.droppedAttributesCount,
      events: span.events.map((event) => ({
        name: event.name,
        attributes: Object.entries(event.attributes ?? {}),
        dropped: event.droppedAttributesCount ?? 0,
        ...(withTimes ? { time: inMicroseconds(event.time) } : {}),
      })),
      droppedEvents: span.droppedEventsCount,
      links: span.links.map((link) => ({
        to: [link.context.traceId, link.context.spanId],
        attributes: Object.entries(link.attributes ?? {}),
        dropped: link.droppedAttributesCount ?? 0,
      })),
      droppedLinks: span.droppedLinksCount,
      ended: span.ended,
      ...(withTimes ? { end: inMicroseconds(span.endTime) } : {}),
    };
  });
}
