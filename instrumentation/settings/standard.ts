// The standard OTEL_* variables that are honoured; sources: OpenTelemetry specification, environment variables and OTLP exporter.

import { type Choice, choice, HOUR_MS, integer, MINUTE_MS, type Setting } from './setting.ts';

// Empty means: as OTEL_EXPORTER_OTLP_PROTOCOL says.
const protocolOf = (signal: string): Choice<'' | 'http/protobuf' | 'http/json'> => ({
  variable: `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`,
  type: 'choice',
  values: ['http/protobuf', 'http/json'],
  default: '',
  secret: false,
  sentence: `Encoding of ${signal} alone.`,
});
// Empty means: below OTEL_EXPORTER_OTLP_ENDPOINT.
const endpointOf = (signal: string) => ({
  variable: `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`,
  type: 'url' as const,
  default: '',
  secret: true,
  sentence: `Where ${signal} alone go, taken as it is.`,
});
const limit = (variable: string, sentence: string) => integer(variable, 128, [0, 100_000], sentence);

export const STANDARD_SETTINGS = {
  disabled: { variable: 'OTEL_SDK_DISABLED', type: 'boolean', default: false, secret: false, sentence: 'Turns the preload off.' },
  configFile: {
    variable: 'OTEL_CONFIG_FILE',
    type: 'string',
    default: '',
    secret: false,
    sentence:
      'Declarative configuration: the SDK is set up by `@opentelemetry/sdk-node` from this file, and all other `OTEL_*` variables of the SDK are left to what the file says. An unusable file means no telemetry, with one line.',
  },
  serviceName: {
    variable: 'OTEL_SERVICE_NAME',
    type: 'string',
    default: '',
    secret: false,
    sentence: 'Name of the service; the name in the nearest package.json when empty.',
  },
  resourceAttributes: {
    variable: 'OTEL_RESOURCE_ATTRIBUTES',
    type: 'string',
    default: '',
    secret: false,
    sentence: 'Attributes of the resource, `key=value` pairs separated by commas; a bad pair is left out with a warning.',
  },
  endpoint: {
    variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    type: 'url',
    default: 'http://localhost:4318',
    secret: true,
    sentence: 'Where telemetry goes: the OTLP/HTTP base address of a Collector.',
  },
  tracesEndpoint: endpointOf('traces'),
  metricsEndpoint: endpointOf('metrics'),
  logsEndpoint: endpointOf('logs'),
  protocol: choice('OTEL_EXPORTER_OTLP_PROTOCOL', ['http/protobuf', 'http/json'], 'http/protobuf', 'Encoding of what is sent.'),
  tracesProtocol: protocolOf('traces'),
  metricsProtocol: protocolOf('metrics'),
  logsProtocol: protocolOf('logs'),
  exportTimeoutMs: integer(
    'OTEL_EXPORTER_OTLP_TIMEOUT',
    3000,
    [1, MINUTE_MS],
    'Longest time for one request, in ms, from connecting to the last byte of the answer; what was not taken is tried again. The specification says 10000.',
  ),
  tracesExporter: choice('OTEL_TRACES_EXPORTER', ['otlp', 'none'], 'otlp', 'Whether spans leave the process.'),
  metricsExporters: {
    variable: 'OTEL_METRICS_EXPORTER',
    type: 'list',
    values: ['otlp', 'prometheus', 'none'],
    default: ['otlp'],
    secret: false,
    sentence: 'How metrics leave the process: sent to the Collector, scraped by a Prometheus, both or not at all.',
  },
  prometheusHost: {
    variable: 'OTEL_EXPORTER_PROMETHEUS_HOST',
    type: 'string',
    default: 'localhost',
    secret: false,
    sentence: 'Address at which a Prometheus may scrape `/metrics`, when `OTEL_METRICS_EXPORTER` names `prometheus`.',
  },
  prometheusPort: integer('OTEL_EXPORTER_PROMETHEUS_PORT', 9464, [1, 65_535], 'Port at which a Prometheus may scrape `/metrics`.'),
  logsExporter: choice('OTEL_LOGS_EXPORTER', ['otlp', 'none'], 'otlp', 'Whether log records leave the process.'),
  sampler: choice(
    'OTEL_TRACES_SAMPLER',
    ['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'],
    'parentbased_always_on',
    'Which traces are recorded.',
  ),
  samplerArgument: {
    variable: 'OTEL_TRACES_SAMPLER_ARG',
    type: 'string',
    default: '1',
    secret: false,
    sentence: 'Share of traces that a ratio sampler records, 0 to 1.',
  },
  propagators: {
    variable: 'OTEL_PROPAGATORS',
    type: 'list',
    values: ['tracecontext', 'baggage', 'none'],
    default: ['tracecontext', 'baggage'],
    secret: false,
    sentence: 'How context travels between services.',
  },
  spanDelayMs: integer(
    'OTEL_BSP_SCHEDULE_DELAY',
    1000,
    [10, MINUTE_MS],
    'Longest wait before finished spans are sent, in ms. The specification says 5000; here less waits in memory.',
  ),
  spanQueueMax: integer('OTEL_BSP_MAX_QUEUE_SIZE', 8192, [1, 1_000_000], 'Most finished spans that wait to be taken by a Collector.'),
  spanBatchMax: integer('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512, [1, 65_536], 'Most spans in one request.'),
  logDelayMs: integer('OTEL_BLRP_SCHEDULE_DELAY', 1000, [10, MINUTE_MS], 'Longest wait before log records are sent, in ms.'),
  logQueueMax: integer('OTEL_BLRP_MAX_QUEUE_SIZE', 8192, [1, 1_000_000], 'Most log records that wait to be taken by a Collector.'),
  logBatchMax: integer('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', 512, [1, 65_536], 'Most log records in one request.'),
  metricIntervalMs: integer(
    'OTEL_METRIC_EXPORT_INTERVAL',
    15_000,
    [100, HOUR_MS],
    'Time between two exports of metrics, in ms. The specification says 60000; dashboards and alerts here rely on 15000.',
  ),
  metricTimeoutMs: integer(
    'OTEL_METRIC_EXPORT_TIMEOUT',
    10_000,
    [1, HOUR_MS],
    'Longest time for one export of metrics, in ms; where that is longer than the interval, exports are left out. The specification says 30000.',
  ),
  attributesMax: limit('OTEL_ATTRIBUTE_COUNT_LIMIT', 'Most attributes of a span or log record; more are dropped.'),
  spanEventsMax: limit('OTEL_SPAN_EVENT_COUNT_LIMIT', 'Most events of a span; more are dropped.'),
  spanLinksMax: limit('OTEL_SPAN_LINK_COUNT_LIMIT', 'Most links of a span; more are dropped.'),
  eventAttributesMax: limit('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 'Most attributes of an event of a span; more are dropped.'),
  linkAttributesMax: limit('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 'Most attributes of a link of a span; more are dropped.'),
  attributeLengthMax: integer(
    'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    4096,
    [16, 1_000_000],
    'Longest attribute value, in characters; longer ones are cut.',
  ),
  enabledInstrumentations: {
    variable: 'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
    type: 'list',
    default: [],
    secret: false,
    sentence:
      'The only libraries to instrument, by the names of OpenTelemetry (`pg`, `redis`, `http`) or those that `PERAGUS_LOG_LEVEL=info` prints at start; all when empty.',
  },
  standardLogLevel: {
    variable: 'OTEL_LOG_LEVEL',
    type: 'choice',
    values: ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'],
    default: '',
    secret: false,
    sentence: 'How much the preload says on stderr about itself, where `PERAGUS_LOG_LEVEL` is not set.',
  },
  disabledInstrumentations: {
    variable: 'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
    type: 'list',
    default: [],
    secret: false,
    sentence: 'Libraries to leave alone, by the same names.',
  },
} as const satisfies Record<string, Setting>;
