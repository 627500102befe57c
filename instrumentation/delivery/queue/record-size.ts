// About how many bytes of memory a record holds: enough to bound a queue. Lists and objects in it are not opened.

import type { LogItem, SpanItem } from '../exporters/sender.ts';

/** Object, ids and numbers of a record, and what can't be read. */
const RECORD_BYTES = 400;
/** One attribute that isn't text. */
const VALUE_BYTES = 32;

export function sizeOfRecord(record: SpanItem | LogItem): number {
  try {
    return RECORD_BYTES + ('severityText' in record ? sizeOfLog(record) : sizeOfSpan(record as SpanItem));
  } catch {
    return RECORD_BYTES;
  }
}

function sizeOfSpan(span: SpanItem): number {
  if (!('idHigh' in span)) return sizeOfValues(Object.values(span.attributes)) + span.events.length * RECORD_BYTES;
  let bytes = span.name.length + sizeOfValues(span.own);
  if (span.events) for (const event of span.events) bytes += VALUE_BYTES + sizeOfValues(event.attributes);
  return bytes;
}

const sizeOfLog = ({ body, attributes }: LogItem): number => sizeOfValue(body) + sizeOfValues(Object.values(attributes));

function sizeOfValues(values: readonly unknown[]): number {
  let bytes = 0;
  for (const value of values) bytes += sizeOfValue(value);
  return bytes;
}

const sizeOfValue = (value: unknown): number => (typeof value === 'string' ? value.length : VALUE_BYTES);
