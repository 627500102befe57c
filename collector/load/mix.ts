// The requests of the load: spans, log records and metric points as the preload sends them for an Express application with a database.
// Each body is made once; only the numbers in it change from one sending to the next, so that making load costs next to nothing.

import { attribute, double, fixed64, nested, whole } from './protobuf.ts';

export type Signal = 'traces' | 'logs' | 'metrics';

/** Of 10 records 6 are spans, 3 log lines and 1 a metric point: 2 spans and 1 line a request, and what a process measures meanwhile. */
export const SHARES: Readonly<Record<Signal, number>> = { traces: 0.6, logs: 0.3, metrics: 0.1 };
/** Records in a request: what gathers within a second or so in a busy process. */
export const RECORDS_A_REQUEST: Readonly<Record<Signal, number>> = { traces: 200, logs: 100, metrics: 50 };
export const PATHS: Readonly<Record<Signal, string>> = { traces: '/v1/traces', logs: '/v1/logs', metrics: '/v1/metrics' };

const RESOURCE = nested(
  1,
  ...[
    ['service.name', 'load-api'],
    ['service.namespace', 'load'],
    ['service.instance.id', '5f0c8f2e-6c1c-4b7e-9d25-0d9a6f2b7c11'],
    ['service.version', '1.4.2'],
    ['deployment.environment.name', 'load'],
    ['host.name', 'node-7'],
    ['process.runtime.version', '24.21.0'],
    ['telemetry.sdk.language', 'nodejs'],
  ].map(([key = '', value = '']) => attribute(1, key, value)),
);
const MS = 1_000_000n;
/** Where the numbers of a record lie in a body that was made for the number 0. */
const MARK = Buffer.from('4c4f4144', 'hex');

export interface Body {
  readonly signal: Signal;
  readonly bytes: Buffer;
  readonly records: number;
  /** Gives each record the next number from this one on, and the time of now. */
  number(first: number, nowMs: number): void;
}

export function makeBody(signal: Signal): Body {
  const records = RECORDS_A_REQUEST[signal];
  const made = Array.from({ length: records }, (_, index) => ({ traces: span, logs: line, metrics: point })[signal](index));
  const scope = nested(2, nested(1, nested(1, '@peragus/observability')), ...(signal === 'metrics' ? [gauge(made)] : made));
  const bytes = nested(1, RESOURCE, scope);
  const ids = placesOf(bytes, MARK).map((at) => at + MARK.length);
  const times = placesOf(bytes, TIME);
  return {
    signal,
    bytes,
    records,
    number(first, nowMs) {
      // A span's number is in both of its ids, so that traces are as many as requests of an application would make.
      const each = ids.length / records;
      for (const [index, at] of ids.entries()) bytes.writeUInt32BE((first + Math.floor(index / each)) >>> 0, at);
      const now = BigInt(nowMs) * MS;
      for (const at of times) bytes.writeBigUInt64LE(now, at);
    },
  };
}

/** A time that no record has by accident. */
const TIME_VALUE = 0x1122334455667788n;
const TIME = Buffer.from('8877665544332211', 'hex');

const spanId = (): Buffer => Buffer.concat([MARK, Buffer.alloc(4)]);
const traceId = (): Buffer => Buffer.concat([Buffer.from('0123456789abcdef', 'hex'), MARK, Buffer.alloc(4)]);

function span(index: number): Buffer {
  const isServer = index % 2 === 0;
  const attributes = isServer
    ? [
        attribute(9, 'http.request.method', 'GET'),
        attribute(9, 'http.route', `/sessions/:id/${index % 12}`),
        attribute(9, 'http.response.status_code', index % 50 === 0 ? 500 : 200),
        attribute(9, 'url.path', `/sessions/${1_000 + index}/${index % 12}`),
        attribute(9, 'url.scheme', 'http'),
        attribute(9, 'server.address', 'api.example'),
        attribute(9, 'server.port', 2150),
        attribute(9, 'client.address', '10.1.2.3'),
        attribute(9, 'user_agent.original', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36'),
        attribute(9, 'network.protocol.version', '1.1'),
      ]
    : [
        attribute(9, 'db.system.name', 'sqlite'),
        attribute(9, 'db.operation.name', 'SELECT'),
        attribute(9, 'db.query.summary', 'SELECT sessions'),
        attribute(9, 'db.query.text', 'SELECT id, title, updated_at FROM sessions WHERE id = ? AND owner = ?'),
        attribute(9, 'db.response.returned_rows', 1),
      ];
  const name = nested(5, isServer ? `GET /sessions/:id/${index % 12}` : 'SELECT sessions');
  const times = [fixed64(7, TIME_VALUE), fixed64(8, TIME_VALUE)];
  return nested(2, nested(1, traceId()), nested(2, spanId()), name, whole(6, isServer ? 2 : 3), ...times, ...attributes);
}

function line(index: number): Buffer {
  const attributes = [
    attribute(6, 'http.route', `/sessions/:id/${index % 12}`),
    attribute(6, 'log.logger', 'winston'),
    attribute(6, 'user.id', 4_000 + index),
  ];
  const body = nested(5, nested(1, `request ${index} for session ${1_000 + index} done in ${index % 90} ms`));
  const ids = [nested(9, traceId()), nested(10, spanId())];
  return nested(2, fixed64(1, TIME_VALUE), whole(2, 9), nested(3, 'INFO'), body, ...attributes, ...ids, fixed64(11, TIME_VALUE));
}

function point(index: number): Buffer {
  return nested(1, fixed64(3, TIME_VALUE), double(4, index), attribute(7, 'http.route', `/sessions/:id/${index}`));
}

const gauge = (points: readonly Buffer[]): Buffer => nested(2, nested(1, 'load.sessions.open'), nested(5, ...points));

function placesOf(bytes: Buffer, what: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(what); at !== -1; at = bytes.indexOf(what, at + 1)) places.push(at);
  return places;
}
