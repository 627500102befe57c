// Every standard OTEL_* variable of an SDK, and whether the preload honours it; source: OpenTelemetry specification 1.5x,
// "environment variables", "OTLP exporter" and "declarative configuration", and the JavaScript SDK's own OTEL_NODE_* and OTEL_SEMCONV_*.

import { SETTINGS, type Setting } from '../instrumentation/settings/index.ts';

export interface StandardVariable {
  readonly variable: string;
  readonly honoured: 'yes' | 'partly' | 'no';
  /** What is different, or why not. */
  readonly note: string;
}

const yes = (variable: string, note: string): StandardVariable => ({ variable, honoured: 'yes', note });
const partly = (variable: string, note: string): StandardVariable => ({ variable, honoured: 'partly', note });
const no = (variable: string, note: string): StandardVariable => ({ variable, honoured: 'no', note });

/** Where a variable of the settings table takes less than the specification allows. */
const LESS: Readonly<Record<string, string>> = {
  OTEL_TRACES_EXPORTER:
    'Takes `otlp` and `none`. `console` would mix telemetry into the output of the application; `zipkin` and lists are the Collector’s work.',
  OTEL_LOGS_EXPORTER: 'Takes `otlp` and `none`, for the same reasons.',
  OTEL_METRICS_EXPORTER: 'Takes `otlp`, `prometheus` and `none`; no `console`.',
  OTEL_EXPORTER_OTLP_PROTOCOL:
    'Takes `http/protobuf` and `http/json`. `grpc` needs a second HTTP stack in the process and brings nothing to a Collector next door.',
  OTEL_TRACES_SAMPLER:
    'No `jaeger_remote`, `parentbased_jaeger_remote` and `xray`: they ask another server what to do, and the preload asks nobody.',
  OTEL_PROPAGATORS:
    'No `b3`, `b3multi`, `jaeger`, `xray` and `ottrace`: each needs a package that is not shipped. With `OTEL_CONFIG_FILE`, `b3` and `b3multi` work.',
};

const EXPORTER_READS = 'Read by the exporter; a signal’s own variable goes first.';
const SPECIFIC = 'One limit for all records; `OTEL_ATTRIBUTE_COUNT_LIMIT` and `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT` set it.';
const NO_EXEMPLARS = 'The JavaScript SDK makes no exemplars; those in Prometheus come from span metrics.';
const NO_ZIPKIN = 'No Zipkin exporter is shipped; the Collector has one.';
const ONE_REQUEST = 'Each request has a limit of its own, with its retries: `OTEL_EXPORTER_OTLP_TIMEOUT`.';
const NO_DETECTORS = 'The resource is read without any look-up outside the process; `OTEL_RESOURCE_ATTRIBUTES` adds what is missing.';
const ANY_SIGNAL = ['TRACES', 'METRICS', 'LOGS'] as const;

const bySignal = (suffix: string, note: string): StandardVariable[] => [
  yes(`OTEL_EXPORTER_OTLP_${suffix}`, note),
  ...ANY_SIGNAL.map((signal) => yes(`OTEL_EXPORTER_OTLP_${signal}_${suffix}`, note)),
];

const BESIDE_THE_SETTINGS: readonly StandardVariable[] = [
  no('OTEL_ENTITIES', 'In development in the specification; the SDK has no entities yet.'),
  no('OTEL_EXPERIMENTAL_CONFIG_FILE', 'The name before `OTEL_CONFIG_FILE`; the SDK doesn’t read it any more either.'),
  ...ANY_SIGNAL.map((signal) => yes(`OTEL_EXPORTER_OTLP_${signal}_TIMEOUT`, 'Longest time for one request of one signal, in ms.')),
  ...bySignal('HEADERS', EXPORTER_READS),
  partly('OTEL_EXPORTER_OTLP_COMPRESSION', 'Takes `gzip` and `none`, as the SDK does.'),
  ...ANY_SIGNAL.map((signal) => partly(`OTEL_EXPORTER_OTLP_${signal}_COMPRESSION`, 'Takes `gzip` and `none`, as the SDK does.')),
  ...bySignal('CERTIFICATE', 'File of the certificate to trust; a signal’s own variable goes first.'),
  ...bySignal('CLIENT_CERTIFICATE', 'File of the certificate to show; a signal’s own variable goes first.'),
  ...bySignal('CLIENT_KEY', 'File of its key; a signal’s own variable goes first.'),
  ...['', 'TRACES_', 'METRICS_', 'LOGS_'].map((signal) =>
    no(`OTEL_EXPORTER_OTLP_${signal}INSECURE`, 'For gRPC only; over HTTP the address says `http` or `https`.'),
  ),
  yes(
    'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
    'Read by the exporter. With `delta` no series is born at zero, because a delta needs none.',
  ),
  no('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION', 'Dashboards and alerts need the explicit buckets of the vocabulary.'),
  no('OTEL_BSP_EXPORT_TIMEOUT', ONE_REQUEST),
  no('OTEL_BLRP_EXPORT_TIMEOUT', ONE_REQUEST),
  no('OTEL_METRICS_EXEMPLAR_FILTER', NO_EXEMPLARS),
  no('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', SPECIFIC),
  no('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', SPECIFIC),
  no('OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT', SPECIFIC),
  no('OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', SPECIFIC),
  no('OTEL_EXPORTER_ZIPKIN_ENDPOINT', NO_ZIPKIN),
  no('OTEL_EXPORTER_ZIPKIN_TIMEOUT', NO_ZIPKIN),
  no('OTEL_NODE_RESOURCE_DETECTORS', NO_DETECTORS),
  no('OTEL_NODE_EXPERIMENTAL_SDK_METRICS', 'Metrics of the SDK about itself; the preload counts what it loses itself.'),
  no('OTEL_SEMCONV_STABILITY_OPT_IN', 'Names are those of the stable conventions only; the old ones were never emitted.'),
];

/** All of them, by name. */
export function standardVariables(): StandardVariable[] {
  const fromSettings = (Object.values(SETTINGS) as Setting[])
    .filter(({ variable }) => variable.startsWith('OTEL_'))
    .map(({ variable, sentence }) => (LESS[variable] ? partly(variable, LESS[variable]) : yes(variable, sentence)));
  return [...fromSettings, ...BESIDE_THE_SETTINGS].sort((one, other) => (one.variable < other.variable ? -1 : 1));
}
