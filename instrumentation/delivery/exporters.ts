// Which OTLP exporters carry the three signals; the encoding not asked for is never loaded.

import type { Agent } from 'node:http';
import type { Settings } from '../settings/index.ts';
import type { Exporters } from '../signals/providers.ts';
import { readCertificates } from './certificates.ts';
import { quietAgent } from './quiet-agent.ts';

/** Headers and compression come from the standard OTEL_EXPORTER_OTLP_* variables, which the exporters read. */
export async function makeExporters(settings: Settings): Promise<Exporters> {
  const isJson = (signal: Signal) => (settings[`${signal}Protocol`] || settings.protocol) === 'http/json';
  const [traces, metrics, logs] = await Promise.all([
    isJson('traces') ? import('@opentelemetry/exporter-trace-otlp-http') : import('@opentelemetry/exporter-trace-otlp-proto'),
    isJson('metrics') ? import('@opentelemetry/exporter-metrics-otlp-http') : import('@opentelemetry/exporter-metrics-otlp-proto'),
    isJson('logs') ? import('@opentelemetry/exporter-logs-otlp-http') : import('@opentelemetry/exporter-logs-otlp-proto'),
  ]);
  const leavesBy = (way: string) => settings.metricsExporters.includes(way) && !settings.metricsExporters.includes('none');
  const door = leavesBy('prometheus') ? await import('./prometheus-door.ts') : undefined;
  const options = (signal: Signal) => exporterOptions(settings, process.env, signal);
  return {
    traces: settings.tracesExporter === 'otlp' ? new traces.OTLPTraceExporter(options('traces')) : undefined,
    metrics: leavesBy('otlp') ? new metrics.OTLPMetricExporter(options('metrics')) : undefined,
    logs: settings.logsExporter === 'otlp' ? new logs.OTLPLogExporter(options('logs')) : undefined,
    ...(door ? { openDoor: door.openDoor.bind(undefined, settings.prometheusHost, settings.prometheusPort) } : {}),
  };
}

type Signal = 'traces' | 'metrics' | 'logs';

interface ExporterOptions {
  readonly httpAgentOptions: (protocol: string) => Agent;
  readonly url?: string;
  readonly timeoutMillis?: number;
}

/** Options of one signal's exporter; what a variable of that signal sets is left to the exporter, which reads it. */
export function exporterOptions(settings: Settings, environment: NodeJS.ProcessEnv, signal: Signal): ExporterOptions {
  const isOwn = (what: 'ENDPOINT' | 'TIMEOUT') => Boolean(environment[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${what}`]);
  const certificates = readCertificates(environment, signal);
  return {
    httpAgentOptions: (protocol) => quietAgent(protocol, certificates),
    ...(isOwn('ENDPOINT') ? {} : { url: `${settings.endpoint.replace(/\/$/, '')}/v1/${signal}` }),
    ...(isOwn('TIMEOUT') ? {} : { timeoutMillis: settings.exportTimeoutMs }),
  };
}
