// OTLP as JSON, by the SDK's own exporters and serializers; loaded only when a setting asks for it.

import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { JsonLogsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Encoding } from './otlp/envelope.ts';
import { readableLog, readableSpan } from './readable.ts';
import type { LogItem, Sender, SenderOptions, SpanItem } from './sender.ts';

export function jsonTraces(options: SenderOptions, encoding: Encoding): Sender<SpanItem> {
  const exporter = new OTLPTraceExporter(options);
  return {
    export: (spans, done) =>
      exporter.export(
        spans.map((span) => readableSpan(span, encoding)),
        done,
      ),
  };
}

export function jsonLogs(options: SenderOptions, encoding: Encoding): Sender<LogItem> {
  const exporter = new OTLPLogExporter(options);
  return {
    export: (lines, done) =>
      exporter.export(
        lines.map((line) => readableLog(line, encoding)),
        done,
      ),
  };
}

/** The body of one request, for the last gasp. */
export function jsonSpans(spans: readonly SpanItem[], encoding: Encoding): Uint8Array | undefined {
  return JsonTraceSerializer.serializeRequest(spans.map((span) => readableSpan(span, encoding)));
}

export function jsonRecords(lines: readonly LogItem[], encoding: Encoding): Uint8Array | undefined {
  return JsonLogsSerializer.serializeRequest(lines.map((line) => readableLog(line, encoding)));
}
