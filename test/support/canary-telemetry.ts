// One request of each signal with secrets in many places, and records that Loki would refuse: what the Collector must clean and fit.

import { randomBytes } from 'node:crypto';
import { keyValues, nowNanos } from './otlp-json.ts';

/** Every secret below holds this word, so that one search finds any of them; no name of the stack has it, whose pipeline has a canary too. */
export const CANARY = 'kanari';

export const CANARY_RESOURCE = {
  'service.name': 'peragus-api',
  'service.namespace': 'peragus',
  'service.instance.id': '8d7f1c1e-0000-4000-8000-000000000001',
  'service.version': '9.9.9',
  'deployment.environment.name': 'test',
  'process.command_line': 'node --token=kanari-command-line app.js',
};

/** Makes the telemetry, with the time of the call. */
export function makeCanaryTelemetry() {
  const traceId = `0${randomBytes(15).toString('hex').slice(0, 29)}01`;
  const spanId = randomBytes(8).toString('hex');
  const stack = `Error: write failed\n${Array.from({ length: 2_500 }, (_, line) => `    at frame${line} (/srv/app/module.js:${line}:7)`).join('\n')}`;

  const span = {
    traceId,
    spanId,
    name: 'GET /sessions/:id',
    kind: 2,
    startTimeUnixNano: nowNanos(-120),
    endTimeUnixNano: nowNanos(),
    status: { code: 2, message: 'refused: Bearer kanari-0123456789abcdef password=kanari1' },
    attributes: keyValues({
      'http.route': '/sessions/:id',
      'http.request.method': 'GET',
      'http.response.status_code': 500,
      'http.request.header.authorization': ['Bearer kanari-0123456789abcdef'],
      'http.request.header.cookie': 'sid=kanari',
      'url.query': 'page=2&access_token=kanari&sort=asc',
      'app.note': 'postgres://admin:kanari@db.internal/main',
      'app.cards': ['paid with 4111 1111 1111 1111', '5500-0000-0000-0004', '378282246310005'],
      // Digits alone, yet no card: an id must stay what it is.
      'app.session': '22222222-0000-4000-8000-000000000002',
      'app.list': ['kept', 'Bearer kanari-0123456789abcdef'],
      'gen_ai.usage.input_tokens': 321,
      'gen_ai.token.type': 'input',
      'db.query.text': 'SELECT token FROM sessions WHERE token = ? AND id = ?',
    }),
    events: [
      {
        timeUnixNano: nowNanos(),
        name: 'exception',
        attributes: keyValues({ 'exception.type': 'Error', 'exception.message': 'login failed: {"password":"kanari two"}' }),
      },
    ],
  };

  /** A span named by its application, carelessly. */
  const carelessSpan = {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    parentSpanId: spanId,
    name: 'ask sk-kanari-0123456789abcdef',
    kind: 3,
    startTimeUnixNano: nowNanos(-100),
    endTimeUnixNano: nowNanos(-20),
  };

  const log = {
    timeUnixNano: nowNanos(),
    severityNumber: 17,
    severityText: 'ERROR',
    traceId,
    spanId,
    body: { stringValue: 'save failed {"user":"ann","password":"kanari three"} api_key=kanari4' },
    attributes: keyValues({
      'exception.type': 'Error',
      'exception.message': 'save failed',
      'exception.stacktrace': stack,
      meta: { request: { headers: { cookie: 'sid=kanari' } }, kept: 'yes' },
      openaiApiKey: 'kanari',
    }),
  };

  /** Log records in shapes that Loki would refuse, or that would read badly. */
  const oddLogs = [
    {
      name: 'crowded',
      body: { stringValue: 'crowded' },
      attributes: Object.fromEntries(Array.from({ length: 300 }, (_, key) => [`key${key}`, 'x'.repeat(10_000)])),
    },
    {
      name: 'object',
      body: { kvlistValue: { values: keyValues({ step: 'object', password: CANARY }) } },
      attributes: { 'exception.stacktrace': 'Error: a\n    at b' },
    },
    {
      name: 'said twice',
      body: { stringValue: 'said twice\nError: a\n    at b' },
      attributes: { 'exception.stacktrace': 'Error: a\n    at b' },
    },
    { name: 'only a stack', attributes: { 'exception.stacktrace': 'only a stack\n    at b' } },
  ].map(({ name, attributes, ...rest }) => ({ timeUnixNano: nowNanos(), ...rest, attributes: keyValues({ ...attributes, shape: name }) }));

  const metric = {
    name: 'http.server.request.duration',
    unit: 's',
    histogram: {
      aggregationTemporality: 2,
      dataPoints: [
        {
          startTimeUnixNano: nowNanos(-1_000),
          timeUnixNano: nowNanos(),
          count: '3',
          sum: 0.3,
          bucketCounts: ['1', '2', '0'],
          explicitBounds: [0.1, 1],
          attributes: keyValues({ 'http.route': '/sessions/:id', 'http.request.method': 'GET', 'session.token': 'kanari' }),
        },
      ],
    },
  };
  return { traceId, spanId, span, carelessSpan, log, oddLogs, metric };
}

export type CanaryTelemetry = ReturnType<typeof makeCanaryTelemetry>;
