// The exporter of metrics: our encoder where totals leave as protobuf; the SDK's exporters, which bring the SDK, for JSON and deltas.

import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { metricsSerializer } from './otlp/serializers.ts';
import type { SenderOptions } from './sender.ts';

/** Without a provider of meters the transport counts nothing of its own. */
const NOT_COUNTED = { name: 'metric_data_point', countItems: () => 0 } as const;
const HEADERS = { 'Content-Type': 'application/x-protobuf' };

/** Headers, compression, certificates and retries are the SDK's transport in each case. */
export async function makeMetricsExporter(options: SenderOptions, isJson: boolean, temporality = ''): Promise<PushMetricExporter> {
  if (isJson) return new (await import('@opentelemetry/exporter-metrics-otlp-http')).OTLPMetricExporter(options);
  if (/^\s*(delta|lowmemory)\s*$/i.test(temporality)) {
    return new (await import('@opentelemetry/exporter-metrics-otlp-proto')).OTLPMetricExporter(options);
  }
  const http = convertLegacyHttpOptions(options, 'METRICS', 'v1/metrics', HEADERS);
  return createOtlpHttpExportDelegate(http, metricsSerializer, 'otlp_http_metric_exporter', NOT_COUNTED, undefined);
}
