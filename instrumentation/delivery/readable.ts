// Light records in the form of the SDK's, for the exporters and serializers that take no other.

import type { Attributes, HrTime, SpanContext, TraceState } from '@opentelemetry/api';
import { cleanAttributes, hrTimeDuration, TraceState as KnownTraceState } from '@opentelemetry/core';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { hrTimeOf } from '../signals/clock.ts';
import { type Flat, unflatten } from '../signals/flat.ts';
import type { LogLine } from '../signals/log-line.ts';
import type { SpanRecord } from '../signals/span-record.ts';
import { hexOf, type TraceId } from '../signals/trace-id.ts';
import { attribute as a } from '../vocabulary/index.ts';
import type { Encoding } from './otlp/envelope.ts';

type Resource = ReadableSpan['resource'];

/** The SDK's form of a span; what is in it already stays as it is. */
export function readableSpan(span: SpanRecord | ReadableSpan, { resource, scope, limits }: Encoding): ReadableSpan {
  if (!isLightSpan(span)) return span;
  const { traceId, flags } = span;
  const attributes = cut([...(span.shared ?? []), ...span.own], limits.attributesMax, limits.lengthMax);
  const [startTime, endTime] = [hrTimeOf(span.startedMs), hrTimeOf(span.endedMs)];
  const traceState = span.traceState === undefined ? undefined : new KnownTraceState(span.traceState);
  const context = contextOf(traceId, span.idHigh, span.idLow, flags, traceState);
  const hasParent = span.parentHigh !== 0 || span.parentLow !== 0;
  const parent = hasParent && {
    ...contextOf(traceId, span.parentHigh, span.parentLow, flags, traceState),
    ...(span.isParentRemote ? { isRemote: true } : {}),
  };
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => context,
    ...(parent ? { parentSpanContext: parent } : {}),
    startTime,
    endTime,
    duration: hrTimeDuration(startTime, endTime),
    ended: true,
    status: span.statusMessage === undefined ? { code: span.statusCode } : { code: span.statusCode, message: span.statusMessage },
    attributes: attributes.attributes,
    droppedAttributesCount: span.droppedAttributes + attributes.dropped,
    links: [...(span.links ?? [])],
    droppedLinksCount: span.droppedLinks,
    events: (span.events ?? []).map((event) => readableEvent(event, limits)),
    droppedEventsCount: span.droppedEvents,
    resource: resource as Resource,
    instrumentationScope: scope,
  };
}

function readableEvent(event: NonNullable<SpanRecord['events']>[number], limits: Encoding['limits']): ReadableSpan['events'][number] {
  const { attributes, dropped } = cut(event.attributes, limits.eventAttributesMax, limits.lengthMax);
  return { name: event.name, time: hrTimeOf(event.atMs), attributes, droppedAttributesCount: event.droppedAttributes + dropped };
}

/** The SDK's form of a log record; what is in it already stays as it is. */
export function readableLog(line: LogLine | ReadableLogRecord, { resource, scope, limits }: Encoding): ReadableLogRecord {
  if (!isLightLine(line)) return line;
  const { traceId, eventName } = line;
  const { attributes, dropped } = cut(
    Object.entries({ ...line.attributes, [a.logLogger.key]: line.logger }).flat() as Flat,
    limits.attributesMax,
    limits.lengthMax,
  );
  return {
    hrTime: hrOfMs(line.atMs),
    hrTimeObserved: hrOfMs(line.observedMs),
    severityNumber: line.severityNumber,
    severityText: line.severityText,
    body: line.body,
    ...(eventName === undefined ? {} : { eventName }),
    ...(traceId === undefined ? {} : { spanContext: contextOf(traceId, line.spanHigh, line.spanLow, line.flags, undefined) }),
    attributes,
    droppedAttributesCount: dropped,
    resource: resource as Resource,
    instrumentationScope: scope,
  };
}

const isLightSpan = (span: SpanRecord | ReadableSpan): span is SpanRecord => 'idHigh' in span;
const isLightLine = (line: LogLine | ReadableLogRecord): line is LogLine => 'spanHigh' in line;

function cut(flat: Flat, attributeCountLimit: number, attributeValueLengthLimit: number): { attributes: Attributes; dropped: number } {
  const { attributes = {}, droppedAttributesCount = 0 } = cleanAttributes(unflatten(flat), {
    attributeCountLimit,
    attributeValueLengthLimit,
  });
  return { attributes, dropped: droppedAttributesCount };
}

function contextOf(traceId: TraceId, high: number, low: number, traceFlags: number, traceState: TraceState | undefined): SpanContext {
  return { traceId: traceId.hex(), spanId: hexOf(high, low), traceFlags, ...(traceState ? { traceState } : {}) };
}

const hrOfMs = (ms: number): HrTime => [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
