// The exporter of metrics: our encoder where totals leave as protobuf; the SDK's exporters, which bring the SDK, for JSON and deltas.

import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { masking } from './masked-metrics.ts';
import { protobufMetrics } from './protobuf.ts';
import type { SenderOptions } from './sender.ts';

/** Headers, compression, certificates and retries are the SDK's transport in each case. */
export async function makeMetricsExporter(options: SenderOptions, isJson: boolean, temporality = ''): Promise<PushMetricExporter> {
  if (isJson) return masking(new (await import('@opentelemetry/exporter-metrics-otlp-http')).OTLPMetricExporter(options));
  if (/^\s*(delta|lowmemory)\s*$/i.test(temporality)) {
    return masking(new (await import('@opentelemetry/exporter-metrics-otlp-proto')).OTLPMetricExporter(options));
  }
  return protobufMetrics(options);
}
