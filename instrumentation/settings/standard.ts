// The standard OTEL_* variables that are honoured; sources: OpenTelemetry specification, environment variables and OTLP exporter.

import { choice, HOUR_MS, integer, MINUTE_MS, type Setting } from './setting.ts';

export const STANDARD_SETTINGS = {
  disabled: { variable: 'OTEL_SDK_DISABLED', type: 'boolean', default: false, secret: false, sentence: 'Turns the preload off.' },
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
  protocol: choice('OTEL_EXPORTER_OTLP_PROTOCOL', ['http/protobuf', 'http/json'], 'http/protobuf', 'Encoding of what is sent.'),
  exportTimeoutMs: integer(
    'OTEL_EXPORTER_OTLP_TIMEOUT',
    3000,
    [1, MINUTE_MS],
    'Longest time for one request with its retries, in ms. The specification says 10000; here a missing Collector holds up an ending process less.',
  ),
  tracesExporter: choice('OTEL_TRACES_EXPORTER', ['otlp', 'none'], 'otlp', 'Whether spans leave the process.'),
  metricsExporter: choice('OTEL_METRICS_EXPORTER', ['otlp', 'none'], 'otlp', 'Whether metrics leave the process.'),
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
  spanQueueMax: integer('OTEL_BSP_MAX_QUEUE_SIZE', 8192, [1, 1_000_000], 'Most finished spans waiting to be sent; more are dropped.'),
  spanBatchMax: integer('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512, [1, 65_536], 'Most spans in one request.'),
  logDelayMs: integer('OTEL_BLRP_SCHEDULE_DELAY', 1000, [10, MINUTE_MS], 'Longest wait before log records are sent, in ms.'),
  logQueueMax: integer('OTEL_BLRP_MAX_QUEUE_SIZE', 8192, [1, 1_000_000], 'Most log records waiting to be sent; more are dropped.'),
  logBatchMax: integer('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', 512, [1, 65_536], 'Most log records in one request.'),
  metricIntervalMs: integer(
    'OTEL_METRIC_EXPORT_INTERVAL',
    15_000,
    [100, HOUR_MS],
    'Time between two exports of metrics, in ms. The specification says 60000; dashboards and alerts here rely on 15000.',
  ),
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
  disabledInstrumentations: {
    variable: 'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
    type: 'list',
    default: [],
    secret: false,
    sentence: 'Libraries to leave alone, by the same names.',
  },
} as const satisfies Record<string, Setting>;
