// Records in the form of the SDK's, for the exporters and serializers that take no other: light ones made so, and all without secrets.

import type { AnyValue, Attributes, HrTime, Link, SpanContext, SpanStatus, SpanStatusCode, TraceState } from '@opentelemetry/api';
import { cleanAttributes, hrTimeDuration, TraceState as KnownTraceState } from '@opentelemetry/core';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { maskAndCut, maskOf, maskText, maskValue } from '../../privacy/redaction.ts';
import { type Flat, unflatten } from '../../signals/flat.ts';
import { BODY_MAX, type LogLine } from '../../signals/logs/log-line.ts';
import { hrTimeOf } from '../../signals/spans/clock.ts';
import type { SpanRecord } from '../../signals/spans/span-record.ts';
import { hexOf, type TraceId } from '../../signals/spans/trace-id.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import type { Encoding } from '../otlp/envelope.ts';

type Resource = ReadableSpan['resource'];

/** Longest name or message, in characters; the standard has no limit. */
const TEXT_MAX = 65_536;

/** The SDK's form of a span. */
export function readableSpan(span: SpanRecord | ReadableSpan, { resource, scope, limits }: Encoding): ReadableSpan {
  if (!isLightSpan(span)) return maskedSpan(span);
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
    name: masked(span.name),
    kind: span.kind,
    spanContext: () => context,
    ...(parent ? { parentSpanContext: parent } : {}),
    startTime,
    endTime,
    duration: hrTimeDuration(startTime, endTime),
    ended: true,
    status: statusOf({ code: span.statusCode, message: span.statusMessage }),
    attributes: attributes.attributes,
    droppedAttributesCount: span.droppedAttributes + attributes.dropped,
    links: (span.links ?? []).map(linkOf),
    droppedLinksCount: span.droppedLinks,
    events: (span.events ?? []).map((event) => readableEvent(event, limits)),
    droppedEventsCount: span.droppedEvents,
    resource: resource as Resource,
    instrumentationScope: scope,
  };
}

function readableEvent(event: NonNullable<SpanRecord['events']>[number], limits: Encoding['limits']): ReadableSpan['events'][number] {
  const { attributes, dropped } = cut(event.attributes, limits.eventAttributesMax, limits.lengthMax);
  return { name: masked(event.name), time: hrTimeOf(event.atMs), attributes, droppedAttributesCount: event.droppedAttributes + dropped };
}

/** The SDK's form of a log record. */
export function readableLog(line: LogLine | ReadableLogRecord, { resource, scope, limits }: Encoding): ReadableLogRecord {
  if (!isLightLine(line)) return maskedLog(line);
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
    body: bodyOf(line.body),
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

// A getter is the SDK's way to some of these, so they are written down one by one.
function maskedSpan(span: ReadableSpan): ReadableSpan {
  const { kind, startTime, endTime, duration, ended, resource, instrumentationScope, parentSpanContext } = span;
  return {
    ...{ kind, startTime, endTime, duration, ended, resource, instrumentationScope },
    ...(parentSpanContext ? { parentSpanContext } : {}),
    name: masked(span.name),
    spanContext: () => span.spanContext(),
    status: statusOf(span.status),
    attributes: withoutSecrets(span.attributes, Infinity),
    links: span.links.map(linkOf),
    events: span.events.map((event) => ({
      ...event,
      name: masked(event.name),
      ...(event.attributes ? { attributes: withoutSecrets(event.attributes, Infinity) } : {}),
    })),
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

function maskedLog(record: ReadableLogRecord): ReadableLogRecord {
  const { hrTime, hrTimeObserved, spanContext, severityNumber, severityText, resource, instrumentationScope, droppedAttributesCount } =
    record;
  return {
    ...{ hrTime, hrTimeObserved, resource, instrumentationScope, droppedAttributesCount },
    ...(spanContext ? { spanContext } : {}),
    ...(severityNumber === undefined ? {} : { severityNumber }),
    ...(severityText === undefined ? {} : { severityText: masked(severityText) }),
    ...(record.eventName === undefined ? {} : { eventName: masked(record.eventName) }),
    body: bodyOf(record.body),
    attributes: withoutSecrets(record.attributes, Infinity),
  };
}

const masked = (text: string): string => maskAndCut(maskText, text, TEXT_MAX);

const statusOf = ({ code, message }: { readonly code: SpanStatusCode; readonly message?: string | undefined }): SpanStatus =>
  message === undefined ? { code } : { code, message: masked(message) };

const linkOf = (link: Link): Link =>
  link.attributes
    ? {
        context: link.context,
        attributes: withoutSecrets(link.attributes, Infinity),
        droppedAttributesCount: link.droppedAttributesCount ?? 0,
      }
    : link;

const bodyOf = (body: AnyValue | undefined): AnyValue =>
  typeof body === 'string' ? maskAndCut(maskText, body, BODY_MAX) : maskValue('', body ?? null);

function withoutSecrets<T extends AnyValue>(attributes: Readonly<Record<string, T | undefined>>, lengthMax: number): Record<string, T> {
  const entries = Object.entries(attributes).map(([key, value]) => [
    key,
    typeof value === 'string' ? maskAndCut(maskOf(key), value, lengthMax) : maskValue(key, value),
  ]);
  return Object.fromEntries(entries);
}

function cut(flat: Flat, attributeCountLimit: number, attributeValueLengthLimit: number): { attributes: Attributes; dropped: number } {
  const lengthMax = attributeValueLengthLimit > 0 ? attributeValueLengthLimit : Infinity;
  const { attributes = {}, droppedAttributesCount = 0 } = cleanAttributes(withoutSecrets(unflatten(flat), lengthMax), {
    attributeCountLimit,
    attributeValueLengthLimit,
  });
  return { attributes, dropped: droppedAttributesCount };
}

function contextOf(traceId: TraceId, high: number, low: number, traceFlags: number, traceState: TraceState | undefined): SpanContext {
  return { traceId: traceId.hex(), spanId: hexOf(high, low), traceFlags, ...(traceState ? { traceState } : {}) };
}

const hrOfMs = (ms: number): HrTime => [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
