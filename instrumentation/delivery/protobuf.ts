// OTLP as protobuf: our encoders in the SDK's transport, which knows headers, compression, time limits and retries of the standard variables.

import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { Encoding } from './otlp/envelope.ts';
import { logsSerializer, metricsSerializer, traceSerializer } from './otlp/serializers.ts';
import type { LogItem, Sender, SenderOptions, SpanItem } from './sender.ts';

const HEADERS = { 'Content-Type': 'application/x-protobuf' };
const countItems = (items: readonly unknown[]): number => items.length;

export function protobufTraces(options: SenderOptions, encoding: Encoding): Sender<SpanItem> {
  const http = convertLegacyHttpOptions(options, 'TRACES', 'v1/traces', HEADERS);
  return createOtlpHttpExportDelegate(http, traceSerializer(encoding), 'otlp_http_span_exporter', { name: 'span', countItems }, undefined);
}

export function protobufLogs(options: SenderOptions, encoding: Encoding): Sender<LogItem> {
  const http = convertLegacyHttpOptions(options, 'LOGS', 'v1/logs', HEADERS);
  return createOtlpHttpExportDelegate(http, logsSerializer(encoding), 'otlp_http_log_exporter', { name: 'log', countItems }, undefined);
}

/** Totals only. */
export function protobufMetrics(options: SenderOptions): PushMetricExporter {
  const http = convertLegacyHttpOptions(options, 'METRICS', 'v1/metrics', HEADERS);
  const uncounted = { name: 'metric_data_point', countItems: () => 0 } as const;
  return createOtlpHttpExportDelegate(http, metricsSerializer, 'otlp_http_metric_exporter', uncounted, undefined);
}
