// The sink's process: takes what the agents speak, counts what arrived, and tells the counts over IPC.

import { createSocket } from 'node:dgram';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { noCounts } from './counts.ts';
import { countOtlpJson, countSentryEnvelope, type Found } from './json.ts';
import { countDatadogSpans } from './msgpack.ts';
import { countPoints, countRecords, measuredRequests } from './protobuf.ts';

const counts = noCounts();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const type = request.headers['content-type'] ?? '';
    answer(request, type, (head, body) => response.writeHead(200, head).end(body));
    // The agent has its answer before its work is counted.
    setImmediate(() => count(request, type, Buffer.concat(chunks)));
  });
});

type Answer = (head: Record<string, string>, body: string | Buffer) => void;

function answer(request: IncomingMessage, type: string, send: Answer): void {
  const url = request.url ?? '';
  const json = { 'content-type': 'application/json' };
  if (/^\/v0\.[45]\/traces/.test(url)) send(json, '{"rate_by_service":{"service:,env:":1}}');
  else if (url === '/info') send(json, '{"version":"7.60.0","endpoints":["/v0.4/traces","/v0.5/traces"],"client_drop_p0s":false}');
  else if (type.includes('protobuf')) send({ 'content-type': 'application/x-protobuf' }, '');
  else send(json, '{}');
}

function count(request: IncomingMessage, type: string, raw: Buffer): void {
  counts.requests++;
  counts.bytes += raw.length;
  try {
    const body = decompress(request, raw);
    const found = read(request.url ?? '', type, body);
    if (isMetrics(request.url) && !type.includes('json')) counts.measured = measuredRequests(body) ?? counts.measured;
    counts.spans += found.spans;
    counts.logs += found.logs;
    counts.points += found.points;
  } catch (error) {
    counts.unread++;
    console.error(`sink: ${request.method} ${request.url} (${type}) can't be read: ${(error as Error).message}`);
  }
}

const isMetrics = (url = '') => url.startsWith('/v1/metrics');

function decompress(request: IncomingMessage, raw: Buffer): Buffer {
  const encoding = request.headers['content-encoding'];
  if (encoding === 'gzip') return gunzipSync(raw);
  if (encoding === 'deflate') return inflateSync(raw);
  return encoding === 'br' ? brotliDecompressSync(raw) : raw;
}

function read(url: string, type: string, body: Buffer): Found {
  const none = { spans: 0, logs: 0, points: 0 };
  const isJson = type.includes('json');
  if (url.startsWith('/v1/traces')) return isJson ? countOtlpJson(String(body)) : { ...none, spans: countRecords(body) };
  if (url.startsWith('/v1/logs')) return isJson ? countOtlpJson(String(body)) : { ...none, logs: countRecords(body) };
  if (isMetrics(url)) return isJson ? countOtlpJson(String(body)) : { ...none, points: countPoints(body) };
  if (/^\/v0\.[45]\/traces/.test(url)) return { ...none, spans: countDatadogSpans(body, url.startsWith('/v0.5')) };
  if (/^\/api\/\d+\/envelope/.test(url)) return countSentryEnvelope(String(body));
  return none;
}

/** Datadog sends metrics as lines over UDP. */
const statsd = createSocket('udp4');
statsd.on('message', (message) => {
  counts.requests++;
  counts.bytes += message.length;
  counts.points += String(message).split('\n').filter(Boolean).length;
});

process.on('message', ({ id }: { id: number }) => process.send?.({ id, counts }));
process.on('disconnect', () => process.exit());
statsd.bind(0, '127.0.0.1', () =>
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ port: (server.address() as AddressInfo).port, statsdPort: statsd.address().port });
  }),
);
