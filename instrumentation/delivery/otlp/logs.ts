// Log records, light ones and the SDK's, as one ExportLogsServiceRequest.

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { maskName } from '../../privacy/names.ts';
import { BODY_MAX, type LogLine } from '../../signals/logs/log-line.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import { type Limits, usableLimits, writeAttributes, writeLimited } from './attributes.ts';
import { type Encoding, type Form, writeRecords } from './envelope.ts';
import { writeHexId, writeSpanId, writeTraceId } from './ids.ts';
import { writePair, writeValue } from './values.ts';
import { bytesOf, type Writer } from './writer.ts';

const RECORD_TAG = 0x12;
/** Bytes left for a record's length: most are between 128 and 16 383 bytes, what two hold. */
const WIDTH = 2;
/** The most that the fields of a record need that aren't text or attributes. */
const FIXED = 96;
const NS_PER_SECOND = 1e9;
const NS_PER_MS = 1e6;
const LOGGER = a.logLogger.key;

const TAG = {
  time: 0x09,
  severityNumber: 0x10,
  severityText: 0x1a,
  body: 0x2a,
  attribute: 0x32,
  droppedAttributes: 0x38,
  flags: 0x45,
  traceId: 0x4a,
  spanId: 0x52,
  observed: 0x59,
  eventName: 0x62,
} as const;

/** Gives the request's bytes. */
export function encodeLogs(records: readonly (LogLine | ReadableLogRecord)[], encoding: Encoding): Buffer<ArrayBuffer> {
  const limits = usableLimits(encoding.limits);
  const form: Form<LogLine, ReadableLogRecord> = {
    isLight,
    writeLight: (writer, line) => writeLight(writer, line, limits),
    writeForeign,
  };
  return bytesOf((writer) => writeRecords(writer, records, form, encoding));
}

function isLight(record: LogLine | ReadableLogRecord): record is LogLine {
  return (record as LogLine).spanHigh !== undefined;
}

function writeLight(writer: Writer, line: LogLine, limits: Limits): void {
  const start = writer.begin(RECORD_TAG, WIDTH);
  writer.room(FIXED);
  writeMs(writer, TAG.time, line.atMs);
  writeMs(writer, TAG.observed, line.observedMs);
  writer.count(TAG.severityNumber, line.severityNumber);
  if (line.traceId) {
    writeTraceId(writer, TAG.traceId, line.traceId);
    writeSpanId(writer, TAG.spanId, line.spanHigh, line.spanLow);
    if (line.flags !== 0) {
      writer.bytes[writer.at++] = TAG.flags;
      writer.fixed32(line.flags);
    }
  }
  if (line.severityText) writer.text(TAG.severityText, maskName(line.severityText));
  if (line.eventName) writer.text(TAG.eventName, maskName(line.eventName));
  if (line.body !== undefined) writeValue(writer, TAG.body, line.body, BODY_MAX);
  const dropped = writeFields(writer, line, limits);
  writer.room(11);
  writer.count(TAG.droppedAttributes, dropped);
  writer.end(start, WIDTH);
}

// Who wrote a line is never dropped, and takes the place of an attribute of that name.
function writeFields(writer: Writer, { attributes, logger }: LogLine, { attributesMax, lengthMax }: Limits): number {
  writePair(writer, TAG.attribute, LOGGER, logger, lengthMax);
  const others = Object.hasOwn(attributes, LOGGER) ? { ...attributes, [LOGGER]: undefined } : attributes;
  return writeLimited(writer, TAG.attribute, others, { attributesMax: attributesMax - 1, lengthMax });
}

function writeMs(writer: Writer, tag: number, ms: number): void {
  const wholeMs = Math.floor(ms);
  writer.bytes[writer.at++] = tag;
  writer.time(wholeMs, NS_PER_MS, Math.round((ms - wholeMs) * NS_PER_MS));
}

function writeForeign(writer: Writer, record: ReadableLogRecord): void {
  const start = writer.begin(RECORD_TAG, WIDTH);
  const { spanContext } = record;
  writer.room(FIXED);
  writer.bytes[writer.at++] = TAG.time;
  writer.time(record.hrTime[0], NS_PER_SECOND, record.hrTime[1]);
  writer.bytes[writer.at++] = TAG.observed;
  writer.time(record.hrTimeObserved[0], NS_PER_SECOND, record.hrTimeObserved[1]);
  writer.count(TAG.severityNumber, record.severityNumber ?? 0);
  writer.count(TAG.droppedAttributes, record.droppedAttributesCount);
  if (spanContext?.traceFlags) {
    writer.bytes[writer.at++] = TAG.flags;
    writer.fixed32(spanContext.traceFlags);
  }
  if (spanContext?.traceId) writeHexId(writer, TAG.traceId, spanContext.traceId);
  if (spanContext?.spanId) writeHexId(writer, TAG.spanId, spanContext.spanId);
  if (record.severityText) writer.text(TAG.severityText, maskName(record.severityText));
  if (record.eventName) writer.text(TAG.eventName, maskName(record.eventName));
  if (record.body !== undefined) writeValue(writer, TAG.body, record.body, BODY_MAX);
  writeAttributes(writer, TAG.attribute, record.attributes);
  writer.end(start, WIDTH);
}
