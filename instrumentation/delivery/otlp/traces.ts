// Spans, light ones and the SDK's, as one ExportTraceServiceRequest.

import type { HrTime, Link, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { maskName } from '../../privacy/names.ts';
import { maskAndCut, maskText } from '../../privacy/redaction.ts';
import type { SpanEvent, SpanRecord } from '../../signals/spans/span-record.ts';
import { type Limits, usableLimits, writeAttributes, writeFlat, writeLimited, writeShared } from './attributes.ts';
import { Clock } from './clock.ts';
import { type Encoding, type Form, writeRecords } from './envelope.ts';
import { writeHexId, writeSpanId, writeTraceId } from './ids.ts';
import { bytesOf, type Writer } from './writer.ts';

const SPAN_TAG = 0x12;
/** Bytes left for a span's length: most are between 128 and 16 383 bytes, what two hold. */
const WIDTH = 2;
/** The most that the fields of a span need that aren't text, attributes, events or links. */
const FIXED = 128;
/** Longest message of a status, in characters; the standard has no limit. */
const MESSAGE_MAX = 65_536;
const NS_PER_SECOND = 1e9;

const TAG = {
  traceId: 0x0a,
  spanId: 0x12,
  traceState: 0x1a,
  parentId: 0x22,
  name: 0x2a,
  kind: 0x30,
  start: 0x39,
  end: 0x41,
  attribute: 0x4a,
  droppedAttributes: 0x50,
  event: 0x5a,
  droppedEvents: 0x60,
  link: 0x6a,
  droppedLinks: 0x70,
  status: 0x7a,
} as const;

/** Gives the request's bytes. */
export function encodeTraces(spans: readonly (SpanRecord | ReadableSpan)[], encoding: Encoding): Buffer<ArrayBuffer> {
  const limits = usableLimits(encoding.limits);
  const clock = new Clock(encoding.originMs);
  const form: Form<SpanRecord, ReadableSpan> = {
    isLight,
    writeLight: (writer, span) => writeLight(writer, span, limits, clock),
    writeForeign,
  };
  return bytesOf((writer) => writeRecords(writer, spans, form, encoding));
}

function isLight(span: SpanRecord | ReadableSpan): span is SpanRecord {
  return (span as SpanRecord).idHigh !== undefined;
}

function writeLight(writer: Writer, span: SpanRecord, limits: Limits, clock: Clock): void {
  const start = writer.begin(SPAN_TAG, WIDTH);
  writer.room(FIXED);
  writeTraceId(writer, TAG.traceId, span.traceId);
  writeSpanId(writer, TAG.spanId, span.idHigh, span.idLow);
  if (span.parentHigh !== 0 || span.parentLow !== 0) writeSpanId(writer, TAG.parentId, span.parentHigh, span.parentLow);
  writer.bytes[writer.at++] = TAG.kind;
  writer.bytes[writer.at++] = span.kind + 1;
  writer.bytes[writer.at++] = TAG.start;
  clock.write(writer, span.startedMs);
  writer.bytes[writer.at++] = TAG.end;
  clock.write(writer, Math.max(span.endedMs, span.startedMs));
  writeFlags(writer, span.flags, span.isParentRemote);
  if (span.traceState) writer.text(TAG.traceState, maskName(span.traceState));
  writer.text(TAG.name, maskName(span.name));
  const dropped = writeOwn(writer, span, limits);
  writer.room(FIXED);
  writer.count(TAG.droppedAttributes, span.droppedAttributes + dropped);
  writer.count(TAG.droppedEvents, span.droppedEvents);
  writer.count(TAG.droppedLinks, span.droppedLinks);
  if (span.statusCode !== 0) writeStatus(writer, span.statusCode, span.statusMessage);
  if (span.events) for (const event of span.events) writeEvent(writer, event, limits, clock);
  if (span.links) for (const link of span.links) writeLink(writer, link, limits);
  writer.end(start, WIDTH);
}

function writeOwn(writer: Writer, { shared, own }: SpanRecord, limits: Limits): number {
  if (!shared) return writeFlat(writer, TAG.attribute, own, limits);
  const { kept, dropped } = writeShared(writer, TAG.attribute, shared, limits);
  if (own.length === 0) return dropped;
  const { attributesMax, lengthMax } = limits;
  return dropped + writeFlat(writer, TAG.attribute, own, { attributesMax: attributesMax - kept, lengthMax });
}

function writeEvent(writer: Writer, event: SpanEvent, { eventAttributesMax, lengthMax }: Limits, clock: Clock): void {
  const start = writer.begin(TAG.event, WIDTH);
  writer.room(16);
  writer.bytes[writer.at++] = 0x09;
  clock.write(writer, event.atMs);
  writer.text(0x12, maskName(event.name));
  const dropped = writeFlat(writer, 0x1a, event.attributes, { attributesMax: eventAttributesMax, lengthMax });
  writer.room(11);
  writer.count(0x20, event.droppedAttributes + dropped);
  writer.end(start, WIDTH);
}

/** Without limits the link is the SDK's, which has put them on it. */
function writeLink(writer: Writer, link: Link, limits?: Limits): void {
  const { context, attributes } = link;
  const start = writer.begin(TAG.link, WIDTH);
  writeHexId(writer, 0x0a, context.traceId);
  writeHexId(writer, 0x12, context.spanId);
  const traceState = context.traceState?.serialize();
  if (traceState) writer.text(0x1a, maskName(traceState));
  let dropped = link.droppedAttributesCount ?? 0;
  if (!limits) writeAttributes(writer, 0x22, attributes);
  else if (attributes) {
    const { linkAttributesMax, lengthMax } = limits;
    dropped += writeLimited(writer, 0x22, attributes, { attributesMax: linkAttributesMax, lengthMax });
  }
  writer.room(16);
  writer.count(0x28, dropped);
  writer.bytes[writer.at++] = 0x35;
  writer.fixed32(flagsOf(context.traceFlags, context.isRemote));
  writer.end(start, WIDTH);
}

function writeStatus(writer: Writer, code: SpanStatus['code'], message: string | undefined): void {
  const start = writer.begin(TAG.status, WIDTH);
  if (message) writer.text(0x12, maskAndCut(maskText, message, MESSAGE_MAX));
  writer.room(11);
  writer.count(0x18, code);
  writer.end(start, WIDTH);
}

function writeFlags(writer: Writer, traceFlags: number, isRemote: boolean | undefined): void {
  writer.bytes[writer.at++] = 0x85;
  writer.bytes[writer.at++] = 0x01;
  writer.fixed32(flagsOf(traceFlags, isRemote));
}

/** The trace flags, that it's known whether the parent is remote, and whether it is. */
function flagsOf(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | 0x100 | (isRemote ? 0x200 : 0);
}

function writeForeign(writer: Writer, span: ReadableSpan): void {
  const start = writer.begin(SPAN_TAG, WIDTH);
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  writeHexId(writer, TAG.traceId, traceId);
  writeHexId(writer, TAG.spanId, spanId);
  if (span.parentSpanContext?.spanId) writeHexId(writer, TAG.parentId, span.parentSpanContext.spanId);
  const state = traceState?.serialize();
  if (state) writer.text(TAG.traceState, maskName(state));
  writer.text(TAG.name, maskName(span.name));
  writer.room(FIXED);
  writer.count(TAG.kind, span.kind === undefined ? 0 : span.kind + 1);
  writeTime(writer, TAG.start, span.startTime);
  writeTime(writer, TAG.end, span.endTime);
  writer.count(TAG.droppedAttributes, span.droppedAttributesCount);
  writer.count(TAG.droppedEvents, span.droppedEventsCount);
  writer.count(TAG.droppedLinks, span.droppedLinksCount);
  writeFlags(writer, traceFlags, span.parentSpanContext?.isRemote);
  writeAttributes(writer, TAG.attribute, span.attributes);
  for (const event of span.events) writeForeignEvent(writer, event);
  for (const link of span.links) writeLink(writer, link);
  writeStatus(writer, span.status.code, span.status.message);
  writer.end(start, WIDTH);
}

function writeForeignEvent(writer: Writer, event: ReadableSpan['events'][number]): void {
  const start = writer.begin(TAG.event, WIDTH);
  writer.room(16);
  writeTime(writer, 0x09, event.time);
  writer.text(0x12, maskName(event.name));
  writeAttributes(writer, 0x1a, event.attributes);
  writer.room(11);
  writer.count(0x20, event.droppedAttributesCount ?? 0);
  writer.end(start, WIDTH);
}

function writeTime(writer: Writer, tag: number, [seconds, ns]: HrTime): void {
  writer.bytes[writer.at++] = tag;
  writer.time(seconds, NS_PER_SECOND, ns);
}
