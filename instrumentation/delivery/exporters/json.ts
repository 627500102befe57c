// OTLP as JSON, made by the SDK's own exporters and serializers; loaded only when a setting asks for it.

import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Encoding } from '../otlp/envelope.ts';
import { readableLog, readableSpan } from './readable.ts';
import { bodyBy } from './sdk-body.ts';
import type { Encode, LogItem, SpanItem } from './sender.ts';

export function jsonTraces(): Encode<SpanItem> {
  const body = bodyBy(new OTLPTraceExporter());
  return (spans, encoding) => body(readableOnes(spans, encoding, readableSpan));
}

export function jsonLogs(): Encode<LogItem> {
  const body = bodyBy(new OTLPLogExporter());
  return (lines, encoding) => body(readableOnes(lines, encoding, readableLog));
}

// What can't be read is left out, as in our own encoder.
function readableOnes<T, R>(items: readonly T[], encoding: Encoding, read: (item: T, encoding: Encoding) => R): R[] {
  const found: R[] = [];
  for (const item of items) {
    try {
      found.push(read(item, encoding));
    } catch (error) {
      encoding.refused?.(error);
    }
  }
  return found;
}
