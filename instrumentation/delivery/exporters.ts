// Which OTLP exporters carry the three signals; the encoding not asked for is never loaded.

import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Settings } from '../settings/index.ts';
import { watched } from './outcomes.ts';
import { quietAgent } from './quiet-agent.ts';

export interface Exporters {
  readonly traces: SpanExporter | undefined;
  readonly metrics: PushMetricExporter | undefined;
  readonly logs: LogRecordExporter | undefined;
}

/** Headers, compression and certificates come from the standard OTEL_EXPORTER_OTLP_* variables, which the exporters read. */
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
  const options = (signal: keyof Exporters) => exporterOptions(settings, process.env, signal);
  return {
    traces: settings.tracesExporter === 'otlp' ? watched('traces', new traces.OTLPTraceExporter(options('traces'))) : undefined,
    metrics: settings.metricsExporter === 'otlp' ? watched('metrics', new metrics.OTLPMetricExporter(options('metrics'))) : undefined,
    logs: settings.logsExporter === 'otlp' ? watched('logs', new logs.OTLPLogExporter(options('logs'))) : undefined,
  };
}

interface ExporterOptions {
  readonly httpAgentOptions: typeof quietAgent;
  readonly url?: string;
  readonly timeoutMillis?: number;
}

/** Options of one signal's exporter; what a variable of that signal sets is left to the exporter, which reads it. */
export function exporterOptions(settings: Settings, environment: NodeJS.ProcessEnv, signal: keyof Exporters): ExporterOptions {
  const isOwn = (what: 'ENDPOINT' | 'TIMEOUT') => Boolean(environment[variableOf(signal, what)]);
  return {
    httpAgentOptions: quietAgent,
    ...(isOwn('ENDPOINT') ? {} : { url: addressOf(settings, environment, signal) }),
    ...(isOwn('TIMEOUT') ? {} : { timeoutMillis: settings.exportTimeoutMs }),
  };
}

/** Where a signal goes: its own address as it is, or the base address with the signal's path. */
export function addressOf(settings: Settings, environment: NodeJS.ProcessEnv, signal: keyof Exporters): string {
  return environment[variableOf(signal, 'ENDPOINT')] || `${settings.endpoint.replace(/\/$/, '')}/v1/${signal}`;
}

const variableOf = (signal: keyof Exporters, what: string): string => `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${what}`;
