// Sends one OTLP request as a client that may be anybody: with any token, any certificate, over TLS or not; tells what it was answered.

import { readFileSync } from 'node:fs';
import { type ClientRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders, request as requestPlain } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as requestTls } from 'node:https';
import type { Certificate } from '../../../scripts/certificates.ts';
import { nowNanos, traces } from '../../support/otlp-json.ts';

export interface Client {
  readonly ca?: string;
  readonly certificate?: Certificate;
  readonly token?: string;
  /** What stands before the token. */
  readonly scheme?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly method?: string;
  /** Of the connection. */
  readonly localAddress?: string;
  /** Doesn't say beforehand how long the body is. */
  readonly isChunked?: boolean;
}

/** A status, or the code of what broke the connection. */
export type Heard = number | string;
export interface Answer {
  readonly heard: Heard;
  readonly headers: IncomingHttpHeaders;
}

const PIECE_BYTES = 16_384;
let spans = 0;
/** A request with one span that nobody else has. */
export function oneSpan(fields: object = {}, resource: Record<string, unknown> = { 'service.name': 'client' }): string {
  spans += 1;
  const spanId = spans.toString(16).padStart(16, '0');
  const times = { startTimeUnixNano: nowNanos(-1), endTimeUnixNano: nowNanos() };
  return JSON.stringify(traces(resource, [{ traceId: spanId.padStart(32, 'a'), spanId, name: 'GET /', kind: 2, ...times, ...fields }]));
}

export async function post(url: string, client?: Client, body?: string | Buffer): Promise<Heard> {
  return (await exchange(url, client, body)).heard;
}

/** The same with the headers of the answer. */
export function exchange(url: string, client: Client = {}, body: string | Buffer = oneSpan()): Promise<Answer> {
  return new Promise((resolve) => {
    const { method = 'POST' } = client;
    const options = { method, agent: false, headers: headersOf(client, body), localAddress: client.localAddress, ...tlsOf(client) };
    const request = (url.startsWith('https:') ? requestTls : requestPlain)(url, options, (response) => {
      response.on('error', () => undefined).on('close', () => resolve({ heard: response.statusCode ?? 0, headers: response.headers }));
      response.resume();
    });
    request.on('error', (error: NodeJS.ErrnoException) => resolve({ heard: error.code ?? error.message, headers: {} }));
    if (method !== 'POST') request.end();
    else if (client.isChunked) writeInPieces(request, body);
    else request.end(body);
  });
}

function writeInPieces(request: ClientRequest, body: string | Buffer): void {
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) request.write(bytes.subarray(at, at + PIECE_BYTES));
  request.end();
}

/** The status of an empty export over gRPC, such as 0 (good) or 16 (not authenticated), or the code of what broke the connection. */
export function callGrpc(endpoint: string, client: Client = {}): Promise<Heard> {
  return new Promise((resolve) => {
    const session = connectHttp2(endpoint, tlsOf(client));
    const fail = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    session.on('error', fail).on('close', () => resolve('closed'));
    const stream = session.request({
      ':method': 'POST',
      ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
      'content-type': 'application/grpc',
      te: 'trailers',
      ...authorizationOf(client),
    });
    const note = (headers: Record<string, unknown>) => {
      if (headers['grpc-status'] !== undefined) resolve(Number(headers['grpc-status']));
    };
    stream.on('response', note).on('trailers', note).on('error', fail).resume();
    stream.on('close', () => session.close());
    // Not compressed, no bytes: an export of nothing.
    stream.end(Buffer.alloc(5));
  });
}

function headersOf(client: Client, body: string | Buffer): OutgoingHttpHeaders {
  return {
    'content-type': 'application/json',
    ...(client.isChunked || (client.method ?? 'POST') !== 'POST' ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...authorizationOf(client),
    ...client.headers,
  };
}

function authorizationOf({ token, scheme = 'Bearer' }: Client): { authorization?: string } {
  return token === undefined ? {} : { authorization: `${scheme} ${token}` };
}

function tlsOf({ ca, certificate }: Client) {
  return {
    ...(ca ? { ca: readFileSync(ca) } : {}),
    ...(certificate ? { cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) } : {}),
  };
}
