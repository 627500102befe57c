// Who is measured: the bare application, ours, and the peers, each with all the signals it offers and everything sampled.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface SinkAddress {
  readonly port: number;
  readonly statsdPort: number;
}

export interface Subject {
  readonly name: string;
  readonly title: string;
  /** Arguments of Node before the application. */
  readonly args: () => string[];
  readonly env: (sink: SinkAddress) => Record<string, string>;
}

const bench = import.meta.dirname;
const repository = path.join(bench, '..');
const resolve = (specifier: string) => pathToFileURL(createRequire(path.join(bench, 'package.json')).resolve(specifier)).href;
/** Short enough that metrics are sent while a measurement lasts. */
const METRIC_INTERVAL_MS = '5000';

const openTelemetry = (sink: SinkAddress) => ({
  OTEL_SERVICE_NAME: 'bench',
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sink.port}`,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_METRIC_EXPORT_INTERVAL: METRIC_INTERVAL_MS,
  OTEL_METRIC_EXPORT_TIMEOUT: METRIC_INTERVAL_MS,
  OTEL_TRACES_SAMPLER: 'always_on',
});

/** What `import '@peragus/observability/register'` means once the package is built. */
function ourPreload(): string {
  const { exports } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'));
  return pathToFileURL(path.join(repository, exports['./register'].default)).href;
}

/** `package/file` inside the benchmark's packages, for files that a package's exports don't show. */
const packageFile = (file: string) => pathToFileURL(path.join(bench, 'node_modules', file)).href;

export const SUBJECTS: readonly Subject[] = [
  { name: 'bare', title: 'bare', args: () => [], env: () => ({}) },
  { name: 'ours', title: '**Peragus**', args: () => ['--import', ourPreload()], env: openTelemetry },
  {
    name: 'stock',
    title: 'OpenTelemetry auto-instrumentations 0.82.0',
    args: () => ['--import', resolve('@opentelemetry/auto-instrumentations-node/register')],
    env: (sink) => ({ ...openTelemetry(sink), OTEL_LOGS_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'otlp', OTEL_TRACES_EXPORTER: 'otlp' }),
  },
  {
    name: 'splunk',
    title: 'Splunk 4.11.0',
    args: () => ['--import', packageFile('@splunk/otel/instrument.js')],
    env: (sink) => ({
      ...openTelemetry(sink),
      SPLUNK_METRICS_ENABLED: 'true',
      SPLUNK_AUTOMATIC_LOG_COLLECTION: 'true',
      SPLUNK_RUNTIME_METRICS_ENABLED: 'true',
    }),
  },
  {
    name: 'elastic',
    title: 'Elastic EDOT 1.18.0',
    args: () => ['--import', resolve('@elastic/opentelemetry-node')],
    env: (sink) => ({ ...openTelemetry(sink), ELASTIC_OTEL_NODE_ENABLE_LOG_SENDING: 'true', OTEL_LOGS_EXPORTER: 'otlp' }),
  },
  {
    name: 'datadog',
    title: 'dd-trace 6.21.0',
    args: () => ['--import', packageFile('dd-trace/initialize.mjs')],
    env: (sink) => ({
      DD_SERVICE: 'bench',
      DD_TRACE_AGENT_URL: `http://127.0.0.1:${sink.port}`,
      DD_DOGSTATSD_PORT: String(sink.statsdPort),
      DD_DOGSTATSD_HOST: '127.0.0.1',
      DD_TRACE_SAMPLE_RATE: '1',
      DD_TRACE_RATE_LIMIT: '-1',
      DD_RUNTIME_METRICS_ENABLED: 'true',
      DD_LOGS_INJECTION: 'true',
    }),
  },
  {
    name: 'sentry',
    title: 'Sentry 11.12.0',
    args: () => ['--import', pathToFileURL(path.join(bench, 'preload', 'sentry.mjs')).href],
    env: (sink) => ({ SENTRY_DSN: `http://bench@127.0.0.1:${sink.port}/1` }),
  },
];

export const subjectNamed = (name: string): Subject => SUBJECTS.find((subject) => subject.name === name) as Subject;
