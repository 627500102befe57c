// How the three signals leave the process: what encodes each, and where it goes; the encoding not asked for is never loaded.

import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { Settings } from '../../settings/index.ts';
import { isHttpAddress } from '../../settings/setting.ts';
import { load } from '../../signals/lazy.ts';
import type { OpenDoor } from '../../signals/metrics/metric-providers.ts';
import type { Signal } from '../ledger.ts';
import type { Encoding } from '../otlp/envelope.ts';
import { encodeLogs } from '../otlp/logs.ts';
import { encodeTraces } from '../otlp/traces.ts';
import { readCertificates } from '../transport/certificates.ts';
import { type DestinationOptions, findDestination } from '../transport/destination.ts';
import { quietAgent } from '../transport/quiet-agent.ts';
import { makeMetricsExporter } from './metrics-exporter.ts';
import { type LogItem, makeSender, type Sender, type SpanItem } from './sender.ts';

export interface Exporters {
  readonly traces: Sender<SpanItem> | undefined;
  readonly metrics: PushMetricExporter | undefined;
  readonly logs: Sender<LogItem> | undefined;
  /** Makes the door for scrapes, where one is wanted. */
  readonly openDoor?: OpenDoor;
}

/** The parts for JSON. */
const json = () => load<typeof import('./json.ts')>('../delivery/exporters/json');

export async function makeExporters(settings: Settings, encoding: Encoding): Promise<Exporters> {
  const isJson = (signal: Signal) => isJsonFor(settings, signal);
  const leavesBy = (way: string) => settings.metricsExporters.includes(way) && !settings.metricsExporters.includes('none');
  const door = leavesBy('prometheus') ? await import('../prometheus/door.ts') : undefined;
  const options = (signal: Signal) => exporterOptions(settings, process.env, signal);
  const temporality = process.env[variableOf('metrics', 'TEMPORALITY_PREFERENCE')];
  const to = (signal: Signal) => findDestination(signal, options(signal), isJson(signal) ? 'json' : 'protobuf');
  const traces = async () => makeSender(isJson('traces') ? json().jsonTraces() : encodeTraces, await to('traces'), encoding);
  const logs = async () => makeSender(isJson('logs') ? json().jsonLogs() : encodeLogs, await to('logs'), encoding);
  return {
    traces: settings.tracesExporter === 'otlp' ? await traces() : undefined,
    metrics: leavesBy('otlp') ? await makeMetricsExporter(options('metrics'), isJson('metrics'), temporality) : undefined,
    logs: settings.logsExporter === 'otlp' ? await logs() : undefined,
    ...(door ? { openDoor: door.openDoor.bind(undefined, settings.prometheusHost, settings.prometheusPort) } : {}),
  };
}

/** Options of one signal's exporter; what a variable of that signal sets is left to the exporter, which reads it. */
export function exporterOptions(settings: Settings, environment: NodeJS.ProcessEnv, signal: Signal): DestinationOptions {
  const isOwn = (what: 'TIMEOUT') => Boolean(environment[variableOf(signal, what)]);
  // They are read with each connection; what can't be read is told at the start.
  readCertificates(environment, signal);
  return {
    httpAgentOptions: (protocol) => quietAgent(protocol, () => readCertificates(environment, signal)),
    url: addressOf(settings, environment, signal),
    ...(isOwn('TIMEOUT') ? {} : { timeoutMillis: settings.exportTimeoutMs }),
  };
}

/** Whether a signal goes as JSON; its own protocol comes before that of all. */
function isJsonFor(settings: Settings, signal: Signal): boolean {
  return (settings[`${signal}Protocol`] || settings.protocol) === 'http/json';
}

/** Where a signal goes: its own address as it is, or the base address with the signal's path. */
export function addressOf(settings: Settings, environment: NodeJS.ProcessEnv, signal: Signal): string {
  const own = environment[variableOf(signal, 'ENDPOINT')]?.trim() ?? '';
  // What is no http address was warned of when the settings were read.
  return isHttpAddress(own) ? own : `${settings.endpoint.replace(/\/$/, '')}/v1/${signal}`;
}

const variableOf = (signal: Signal, what: string): string => `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${what}`;
