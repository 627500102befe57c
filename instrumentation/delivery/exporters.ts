// Which OTLP exporters carry the three signals; the encoding not asked for is never loaded.

import type { Settings } from '../settings.ts';
import type { Exporters } from '../signals/providers.ts';
import { quietAgent } from './quiet-agent.ts';

/** Addresses, headers, compression and certificates come from the standard OTEL_EXPORTER_OTLP_* variables, which the exporters read. */
export async function makeExporters(settings: Settings): Promise<Exporters> {
  const [traces, metrics, logs] =
    settings.protocol === 'http/json'
      ? await Promise.all([
          import('@opentelemetry/exporter-trace-otlp-http'),
          import('@opentelemetry/exporter-metrics-otlp-http'),
          import('@opentelemetry/exporter-logs-otlp-http'),
        ])
      : await Promise.all([
          import('@opentelemetry/exporter-trace-otlp-proto'),
          import('@opentelemetry/exporter-metrics-otlp-proto'),
          import('@opentelemetry/exporter-logs-otlp-proto'),
        ]);
  const options = { httpAgentOptions: quietAgent, timeoutMillis: settings.exportTimeoutMs };
  return {
    traces: settings.tracesExporter === 'otlp' ? new traces.OTLPTraceExporter(options) : undefined,
    metrics: settings.metricsExporter === 'otlp' ? new metrics.OTLPMetricExporter(options) : undefined,
    logs: settings.logsExporter === 'otlp' ? new logs.OTLPLogExporter(options) : undefined,
  };
}
