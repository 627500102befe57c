// The one table of settings: name, type, default, limits and a sentence; parsing, warnings and docs/settings.md come from it.

interface Base<T> {
  readonly variable: string;
  readonly default: T;
  /** True when the value must never be printed. */
  readonly secret: boolean;
  readonly sentence: string;
}
interface Flag extends Base<boolean> {
  readonly type: 'boolean';
}
interface Whole extends Base<number> {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
}
interface Text extends Base<string> {
  readonly type: 'string';
}
interface Address extends Base<string> {
  readonly type: 'url';
}
interface Choice<V extends string = string> extends Base<V> {
  readonly type: 'choice';
  readonly values: readonly V[];
}
interface List extends Base<readonly string[]> {
  readonly type: 'list';
  readonly values?: readonly string[];
}
export type Setting = Flag | Whole | Text | Address | Choice | List;

const integer = (variable: string, value: number, limits: readonly [number, number], sentence: string): Whole => ({
  variable,
  type: 'integer',
  default: value,
  min: limits[0],
  max: limits[1],
  secret: false,
  sentence,
});
const choice = <const V extends string>(variable: string, values: readonly V[], value: NoInfer<V>, sentence: string): Choice<V> => ({
  variable,
  type: 'choice',
  values,
  default: value,
  secret: false,
  sentence,
});

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const SETTINGS = {
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
  disabledInstrumentations: {
    variable: 'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
    type: 'list',
    default: [],
    secret: false,
    sentence: 'Libraries to leave alone, by the names that `PERAGUS_LOG_LEVEL=info` prints at start.',
  },
  logLevel: choice(
    'PERAGUS_LOG_LEVEL',
    ['none', 'error', 'warn', 'info', 'debug'],
    'warn',
    'How much the preload says on stderr about itself.',
  ),
  flushDeadlineMs: integer(
    'PERAGUS_FLUSH_DEADLINE',
    2000,
    [0, MINUTE_MS],
    'Longest wait for the last telemetry when the process ends by itself, in ms.',
  ),
} as const satisfies Record<string, Setting>;

type Value<S extends Setting> =
  S extends Choice<infer V> ? V : S extends List ? readonly string[] : S extends Whole ? number : S extends Flag ? boolean : string;
export type Settings = { readonly [K in keyof typeof SETTINGS]: Value<(typeof SETTINGS)[K]> };

/** Reads all settings; a wrong value becomes its default and one warning that never shows a secret. Never throws. */
export function readSettings(environment: NodeJS.ProcessEnv): { readonly settings: Settings; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(SETTINGS) as [string, Setting][]) {
    const text = environment[setting.variable]?.trim() ?? '';
    const parsed = text === '' ? { value: setting.default } : parse(setting, text);
    if ('expected' in parsed) {
      const got = setting.secret ? 'a value that is not shown' : `"${text.slice(0, 80)}"`;
      const fallback = setting.secret ? 'the default' : `${JSON.stringify(setting.default)}`;
      warnings.push(`${setting.variable} is ${got}; it takes ${parsed.expected}. Using ${fallback}.`);
    }
    values[key] = 'expected' in parsed ? setting.default : parsed.value;
  }
  return { settings: values as Settings, warnings };
}

function parse(setting: Setting, text: string): { readonly value: unknown } | { readonly expected: string } {
  switch (setting.type) {
    case 'boolean':
      return /^(true|false)$/i.test(text) ? { value: /^true$/i.test(text) } : { expected: 'true or false' };
    case 'integer': {
      const fits = /^\d+$/.test(text) && Number(text) >= setting.min && Number(text) <= setting.max;
      return fits ? { value: Number(text) } : { expected: `a whole number from ${setting.min} to ${setting.max}` };
    }
    case 'url':
      return /^https?:$/.test(URL.parse(text)?.protocol ?? '') ? { value: text } : { expected: 'an http or https address' };
    case 'choice':
      return setting.values.includes(text) ? { value: text } : { expected: `one of ${setting.values.join(', ')}` };
    case 'list': {
      const words = text
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean);
      const unknown = words.find((word) => setting.values && !setting.values.includes(word));
      return unknown === undefined ? { value: words } : { expected: `a list of ${setting.values?.join(', ')}` };
    }
    case 'string':
      return { value: text };
  }
}
