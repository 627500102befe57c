// An OTLP/HTTP receiver for tests, of protobuf by the official definitions and of JSON: keeps what arrived, flattened, and waits for conditions on it.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readLogs, readMetrics, readTraces } from './otlp.ts';
import { waitFor } from './wait.ts';

type Fields = Record<string, unknown>;
export interface SpanRecord {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Fields;
  readonly status: number;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly events: readonly { readonly name: string; readonly attributes: Fields }[];
  readonly resource: Fields;
  /** Name of the instrumentation scope. */
  readonly scope: string;
  /** As its sender and every Collector on the way counted; JSON may leave it out. */
  readonly droppedAttributesCount?: number;
}
export interface LogEntry {
  readonly body: unknown;
  readonly severityText: string;
  readonly severityNumber: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Fields;
  readonly resource: Fields;
  readonly droppedAttributesCount?: number;
}
export interface Point {
  /** Instrumentation scope. */
  readonly scope: string;
  readonly metric: string;
  readonly unit: string;
  readonly kind: string;
  readonly attributes: Fields;
  readonly value: number;
  /** When it was read, in ms. */
  readonly timeMs: number;
}

// OTLP JSON is read as it comes.
type Json = ReturnType<typeof JSON.parse>;

export class Sink {
  readonly spans: SpanRecord[] = [];
  readonly logs: LogEntry[] = [];
  readonly points: Point[] = [];
  /** Every request body as JSON, to search for secrets. */
  readonly bodies: string[] = [];
  /** Path of every request, and the header `x-key`. */
  readonly requests: { readonly path: string | undefined; readonly key: unknown }[] = [];
  /** Takes requests and never answers. */
  silent = false;
  /** How far its clock is off, as its answers say. */
  clockSkewMs = 0;
  #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        const type = request.headers['content-type'];
        const text = type === PROTOBUF ? JSON.stringify(readProtobuf(request.url, body)) : body.toString('utf8');
        this.bodies.push(text);
        this.requests.push({ path: request.url, key: request.headers['x-key'] });
        if (type === 'application/json' || type === PROTOBUF) this.#keep(JSON.parse(text));
        if (this.silent) return;
        response.setHeader('content-type', type ?? 'application/json');
        response.setHeader('date', new Date(Date.now() + this.clockSkewMs).toUTCString());
        response.end(type === PROTOBUF ? '' : '{}');
      });
    });
  }

  /** Listens on a free port of loopback and gives the endpoint. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Settles with the first truthy answer of `look`, asked again whenever something may have come; fails after the deadline. */
  async until<T>(what: string, look: (sink: Sink) => T | undefined | false, deadlineMs = 15_000): Promise<T> {
    return waitFor(what, () => look(this), deadlineMs);
  }

  #keep(message: Json): void {
    for (const { resource, scopeSpans } of message.resourceSpans ?? [])
      for (const { scope, spans } of scopeSpans)
        for (const span of spans)
          this.spans.push({
            ...span,
            parentSpanId: span.parentSpanId ?? '',
            attributes: flat(span.attributes),
            status: span.status?.code ?? 0,
            resource: flat(resource.attributes),
            scope: scope.name,
            links: span.links ?? [],
            events: (span.events ?? []).map((event: Json) => ({ name: event.name, attributes: flat(event.attributes) })),
          });
    for (const { resource, scopeLogs } of message.resourceLogs ?? [])
      for (const { logRecords } of scopeLogs)
        for (const record of logRecords)
          this.logs.push({
            ...record,
            traceId: record.traceId ?? '',
            spanId: record.spanId ?? '',
            body: plain(record.body),
            attributes: flat(record.attributes),
            resource: flat(resource.attributes),
          });
    for (const { scopeMetrics } of message.resourceMetrics ?? [])
      for (const { scope, metrics } of scopeMetrics)
        for (const metric of metrics) {
          const kind = ['gauge', 'sum', 'histogram'].find((name) => metric[name]) ?? 'other';
          for (const point of metric[kind]?.dataPoints ?? [])
            this.points.push({
              scope: scope.name,
              metric: metric.name,
              unit: metric.unit,
              kind,
              attributes: flat(point.attributes),
              value: Number(point.asDouble ?? point.asInt ?? point.count),
              timeMs: Number(BigInt(point.timeUnixNano) / 1_000_000n),
            });
        }
  }
}

const PROTOBUF = 'application/x-protobuf';

// As JSON would have it: ids as hexadecimal text.
function readProtobuf(path: string | undefined, body: Buffer): Json {
  const read = path?.endsWith('/logs') ? readLogs : path?.endsWith('/metrics') ? readMetrics : readTraces;
  return withHexIds(read(body));
}

function withHexIds(value: Json): Json {
  if (Array.isArray(value)) return value.map(withHexIds);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value as Fields).map(([key, inner]) => [
      key,
      /^(trace|span|parentSpan)Id$/.test(key) ? Buffer.from(inner as Uint8Array).toString('hex') : withHexIds(inner),
    ]),
  );
}

const flat = (attributes: Json[] | undefined): Fields =>
  Object.fromEntries((attributes ?? []).map(({ key, value }) => [key, plain(value)]));

function plain(value: Json): unknown {
  if (value?.kvlistValue) return flat(value.kvlistValue.values);
  if (value?.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  return (
    value?.stringValue ?? value?.boolValue ?? value?.doubleValue ?? (value?.intValue === undefined ? undefined : Number(value.intValue))
  );
}
