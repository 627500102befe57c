// Our own PERAGUS_* variables, for what no standard variable says.

import { choice, integer, MINUTE_MS, type Setting, text } from './setting.ts';

const MEBIBYTE = 1024 * 1024;

export const OWN_SETTINGS = {
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
    'Longest wait for the last telemetry when the process ends, in ms; 0 sends nothing then, and keeps it for the next start.',
  ),
  tokenFile: {
    variable: 'PERAGUS_OTLP_TOKEN_FILE',
    type: 'string',
    default: '',
    secret: false,
    sentence:
      'File whose first word is the bearer token for the Collector, read for each request: a token that is replaced is taken without a restart. Stands before an `Authorization` in `OTEL_EXPORTER_OTLP_HEADERS`. While there is such a file, an answer of 401 means later, not never.',
  },
  signals: choice(
    'PERAGUS_SIGNALS',
    ['on', 'off'],
    'on',
    'Whether SIGTERM, SIGINT and SIGHUP wait for the last telemetry where the application has no listener for them; the process dies by the signal all the same.',
  ),
  spoolFolder: {
    variable: 'PERAGUS_SPOOL_DIR',
    type: 'string',
    default: '',
    secret: false,
    sentence:
      'Folder for spans and log records that could not be delivered yet, which the next start of the service sends; a folder of this user in the temporary folder when empty, `off` for none. Give it a place that outlives the process, such as a volume.',
  },
  spoolMaxBytes: integer(
    'PERAGUS_SPOOL_MAX_BYTES',
    64 * MEBIBYTE,
    [0, 64 * 1024 * MEBIBYTE],
    'Most bytes in that folder, for each service; the oldest files go first, and what they held is counted.',
  ),
  queueBytesMax: integer(
    'PERAGUS_QUEUE_MAX_BYTES',
    16_777_216,
    [1_048_576, 1_073_741_824],
    'About how many bytes of spans, and as many of log records, wait in memory to be sent; beside the limits in items.',
  ),
  propagationHosts: {
    variable: 'PERAGUS_PROPAGATION_HOSTS',
    type: 'list',
    default: [],
    form: {
      pattern: /^(?:\*\.)?[\w-]+(?:\.[\w-]+)*\.?$|^\[?[0-9a-f]*:[0-9a-f:.]+\]?$/i,
      expected: 'hosts such as api.example.com or *.example.com',
    },
    secret: false,
    sentence:
      'Hosts that trace context and baggage are sent to, as `api.example.com` or `*.example.com` (every host below it); everywhere when empty.',
  },
  trustInbound: {
    variable: 'PERAGUS_TRUST_INBOUND',
    type: 'boolean',
    default: true,
    secret: false,
    sentence:
      'Whether traces of callers are continued. `false` is for a service at the public edge: each request begins a trace of its own with a link to the one it brings, is sampled here, and its baggage and tracestate go no further.',
  },
  redactNames: {
    variable: 'PERAGUS_REDACT_NAMES',
    type: 'list',
    default: [],
    form: { pattern: /^\*?[\w.-]{1,64}\*?$/, expected: 'names such as iban,customer_number,*_pin' },
    secret: false,
    sentence:
      'More names whose values are masked, of attributes, log fields, headers, parameters and before `=` or `:` in texts; compared whole, without case, `-`, `_` and `.`; `*` at an end stands for any characters.',
  },
  redactPatterns: {
    variable: 'PERAGUS_REDACT_PATTERNS',
    type: 'string',
    default: '',
    secret: false,
    sentence:
      'More shapes of secrets, as regular expressions with spaces between: `KD-\\d{8} acme_[A-Za-z0-9]{20,}`. Only characters, classes and fixed counts, the last part open-ended at will, which takes linear time on any text; others are left out with a warning.',
  },
  softErrors: {
    variable: 'PERAGUS_SOFT_ERRORS',
    type: 'list',
    default: ['error=true', 'success=false'],
    form: { pattern: /^(?:none|[^=\s]{1,64}=[^\s]{1,64})$/, expected: 'rules such as error=true,success=false, or none' },
    secret: false,
    sentence:
      'What a small JSON answer with a status below 400 says at its top level when it is a failure all the same, as `key=value`; `none` looks at no answer.',
  },
  logCorrelation: {
    variable: 'PERAGUS_LOG_CORRELATION',
    type: 'boolean',
    default: true,
    secret: false,
    sentence:
      "Whether winston's own output gets the fields `trace_id`, `span_id` and `trace_flags` while a span is active; fields of the application with these names stay.",
  },
  observeChildren: {
    variable: 'PERAGUS_OBSERVE_CHILDREN',
    type: 'list',
    default: [],
    secret: false,
    sentence:
      'Children that get the preload as well: base names of scripts or programs, or packages, with commas between, or `*` for all. Workers of node:cluster always get it.',
  },
  sqlFinder: choice(
    'PERAGUS_SQL_FINDER',
    ['on', 'off'],
    'on',
    'Whether SQLite query plans are looked at for full-table scans, and traces for repeated reads.',
  ),
  genAiPrices: {
    variable: 'PERAGUS_GEN_AI_PRICES',
    type: 'string',
    default: '',
    secret: false,
    sentence: 'JSON file with prices of AI models in USD per million tokens, laid over the built-in table; see docs/gen-ai.md.',
  },
  workers: choice(
    'PERAGUS_WORKERS',
    ['on', 'off'],
    'on',
    'Whether worker threads are observed; each takes about 150 ms longer to start then. `off` is for applications that start many short ones.',
  ),
  websocketTrace: choice(
    'PERAGUS_WEBSOCKET_TRACE',
    ['connection', 'message'],
    'connection',
    'Whether a WebSocket message that brings no trace context continues the trace of its connection, or begins one of its own with a link to it.',
  ),
  websocketExtractor: text(
    'PERAGUS_WEBSOCKET_EXTRACTOR',
    'auto',
    [/^(?:auto|array|type|none|\/.{1,200})$/, 'auto, array, type, none or a JSON pointer such as /payload/kind'],
    'Where a WebSocket message names itself: `array` is `[topic, event, payload]`, `type` is `{"type": …}`, `auto` is both, a JSON pointer is a place of your own.',
  ),
  websocketHeartbeatSeconds: integer(
    'PERAGUS_WEBSOCKET_HEARTBEAT',
    0,
    [0, 3600],
    'Seconds between two pings that the preload sends on each open connection of ws to measure round trips; 0 sends none.',
  ),
  seriesMax: integer(
    'PERAGUS_METRIC_SERIES_MAX',
    2000,
    [10, 100_000],
    'Most series of one metric that the application makes itself, with OpenTelemetry or prom-client; the rest is folded and counted.',
  ),
} as const satisfies Record<string, Setting>;
