// The exporter of metrics: our encoder where totals leave as protobuf; the SDK's exporters, which bring the SDK, for JSON and deltas.

import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { encodeMetrics } from '../otlp/metrics.ts';
import { type DestinationOptions, findDestination } from '../transport/destination.ts';
import { maskedMetrics } from './masked-metrics.ts';
import { type MetricForm, MetricSender } from './metric-sender.ts';
import { bodyBy } from './sdk-body.ts';

export async function makeMetricsExporter(options: DestinationOptions, isJson: boolean, temporality = ''): Promise<PushMetricExporter> {
  const areDeltas = /^\s*(delta|lowmemory)\s*$/i.test(temporality);
  return new MetricSender(await formOf(isJson, areDeltas), await findDestination('metrics', options, isJson ? 'json' : 'protobuf'));
}

async function formOf(isJson: boolean, areDeltas: boolean): Promise<MetricForm> {
  if (!isJson && !areDeltas) return { encode: encodeMetrics, areDeltas };
  const { OTLPMetricExporter } = isJson
    ? await import('@opentelemetry/exporter-metrics-otlp-http')
    : await import('@opentelemetry/exporter-metrics-otlp-proto');
  const exporter = new OTLPMetricExporter();
  const body = bodyBy(exporter);
  return { encode: (metrics) => body(maskedMetrics(metrics)), selection: exporter, areDeltas };
}
