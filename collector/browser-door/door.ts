// The browser door: who may send, how much and how fast is decided here, before a byte of a body is read; the Collector does the rest.

import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { discardBody, readBody } from './body.ts';
import { clientAddress } from './client-address.ts';
import { CollectorClient } from './collector-client.ts';
import { limitConnections } from './connections.ts';
import type { DoorSettings } from './settings.ts';
import { keepCertificate, readCertificate } from './tls-files.ts';
import { TokenBuckets } from './token-buckets.ts';

/** Metrics of browsers would be series that anybody can make: pages send spans and log records. */
const PATHS: readonly string[] = ['/v1/traces', '/v1/logs'];
const TYPES = /^application\/(?:json|x-protobuf)$/;
const PREFLIGHT_HEADERS = 'content-type, content-encoding';
/** Longest that browsers remember a preflight (Chromium), in s. */
const PREFLIGHT_MAX_AGE_S = 7_200;
/** How long the parts of a request may take, in ms, and how large its head may be. */
const LIMITS = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 8_192 };
const KEEP_ALIVE_MS = 5_000;

/** What became of a request. */
export const OUTCOMES = ['taken', 'path', 'origin', 'rate', 'rate_all', 'type', 'size', 'broken', 'refused', 'later'] as const;
export type Outcome = (typeof OUTCOMES)[number];
/** A refusal: status, outcome, and the wait that it asks for. */
type Refusal = readonly [status: number, outcome: Outcome, waitMs?: number];

export class BrowserDoor {
  /** Requests by what became of them, since the start. */
  readonly counts: Record<Outcome, number>;
  readonly #settings: DoorSettings;
  readonly #collector: CollectorClient;
  readonly #perAddress: TokenBuckets;
  readonly #together: TokenBuckets;

  constructor(settings: DoorSettings) {
    this.#settings = settings;
    this.#collector = new CollectorClient(settings.collectorUrl);
    this.#perAddress = new TokenBuckets(settings.perAddress);
    this.#together = new TokenBuckets(settings.together);
    this.counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  }

  /** Settles when it listens. */
  async listen(): Promise<Server> {
    const { tls, host, port } = this.#settings;
    const answer = (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response);
    const server = tls ? createTlsServer({ ...LIMITS, ...readCertificate(tls) }, answer) : createPlainServer(LIMITS, answer);
    limitConnections(server, this.#settings.trustedProxies);
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    if (tls) keepCertificate(server as ReturnType<typeof createTlsServer>, tls);
    server.on('close', () => this.#collector.close());
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
    return server;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (path === '/healthz' && request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
      return;
    }
    const { origin } = request.headers;
    const isKnown = origin !== undefined && this.#settings.origins.has(origin);
    response.setHeader('vary', 'Origin');
    // Also on refusals, so that the page can read them.
    if (isKnown) response.setHeader('access-control-allow-origin', origin);
    const refusal = this.#examine(request, path, isKnown);
    if (refusal) this.#refuse(request, response, refusal);
    else if (request.method === 'OPTIONS') answerPreflight(response);
    else await this.#handOver(request, response, path);
  }

  #examine(request: IncomingMessage, path: string, isKnown: boolean): Refusal | undefined {
    if (!PATHS.includes(path)) return [404, 'path'];
    if (!isKnown) return [403, 'origin'];
    if (request.method === 'OPTIONS') return undefined;
    if (request.method !== 'POST') return [405, 'path'];
    const nowMs = performance.now();
    const waitMs = this.#perAddress.take(clientAddress(request, this.#settings.trustedProxies), nowMs);
    if (waitMs > 0) return [429, 'rate', waitMs];
    const waitForAllMs = this.#together.take('', nowMs);
    if (waitForAllMs > 0) return [429, 'rate_all', waitForAllMs];
    const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
    if (!TYPES.test(type.split(';')[0]?.trim() ?? '') || !['identity', 'gzip'].includes(encoding)) return [415, 'type'];
    return undefined;
  }

  async #handOver(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    let body: Buffer | undefined;
    try {
      body = await readBody(request);
    } catch {
      this.#refuse(request, response, [400, 'broken']);
      return;
    }
    if (body === undefined) {
      this.#refuse(request, response, [413, 'size']);
      return;
    }
    const answer = await this.#collector.post(path, request.headers['content-type'] ?? '', body);
    if (answer.status === 429 || answer.status >= 500) {
      this.#refuse(request, response, [503, 'later', 1_000]);
      return;
    }
    this.counts[answer.status === 200 ? 'taken' : 'refused'] += 1;
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
  }

  #refuse(request: IncomingMessage, response: ServerResponse, [status, outcome, waitMs]: Refusal): void {
    this.counts[outcome] += 1;
    if (waitMs !== undefined) response.setHeader('retry-after', Math.ceil(waitMs / 1_000));
    response.writeHead(status, { 'content-length': 0 }).end();
    discardBody(request);
  }
}

function answerPreflight(response: ServerResponse): void {
  response.setHeader('access-control-allow-methods', 'POST');
  response.setHeader('access-control-allow-headers', PREFLIGHT_HEADERS);
  response.setHeader('access-control-max-age', PREFLIGHT_MAX_AGE_S);
  response.writeHead(204).end();
}
