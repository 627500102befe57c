// An OTLP/HTTP receiver in the test's process whose faults are switched while it runs, for all signals or for one.
//
//   await FaultSink.use(async (sink) => {
//     await sink.set({ kind: 'hang' }, 'traces');      // one signal fails, the others are taken
//     await sink.set({ kind: 'refuse' });              // nobody listens; `heal()` opens the same port again
//     sink.received.unique('traces');
//   });

import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { findFreePort } from '../../support/free-ports.ts';
import type { CertificateFiles } from '../../support/raw-receiver.ts';
import { waitFor } from '../../support/wait.ts';
import { type AnyFault, answerWith, type DoorFault, type Fault, type SignalName } from './fault.ts';
import { type Attempt, keysIn, Received, readMessage } from './received.ts';

/** A fault, or what chooses one for the nth request of a signal, counted from 1. */
export type FaultChoice = AnyFault | ((nth: number, signal: SignalName) => Fault);

export interface SinkOptions {
  /** Speaks TLS with this certificate, which signs itself: bad to who doesn't trust it. */
  readonly certificate?: CertificateFiles;
  readonly host?: '127.0.0.1' | '::1';
}

const SIGNALS = ['traces', 'logs', 'metrics'] as const;
const isDoorFault = (fault: FaultChoice): fault is DoorFault =>
  typeof fault !== 'function' && ['refuse', 'slow-accept', 'stall'].includes(fault.kind);

export class FaultSink {
  readonly received = new Received();
  /** What OTEL_EXPORTER_OTLP_ENDPOINT takes. */
  readonly endpoint: string;
  /** Connections that were made, all in all, and the most at once. */
  connections = 0;
  connectionsMax = 0;
  readonly #port: number;
  readonly #host: string;
  readonly #http: Server;
  readonly #sockets = new Set<Socket>();
  readonly #faults: Record<SignalName, FaultChoice> = { traces: { kind: 'none' }, logs: { kind: 'none' }, metrics: { kind: 'none' } };
  readonly #counts: Record<SignalName, number> = { traces: 0, logs: 0, metrics: 0 };
  #door: DoorFault | undefined;
  #listening: Server | undefined;

  private constructor(port: number, { certificate, host = '127.0.0.1' }: SinkOptions) {
    const answer = (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response);
    this.#http = certificate
      ? createHttpsServer({ cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) }, answer)
      : createHttpServer(answer);
    // A client that doesn't trust us, or that goes away, is no failure of the sink.
    this.#http.on('tlsClientError', () => undefined);
    this.#port = port;
    this.#host = host;
    this.endpoint = `${certificate ? 'https' : 'http'}://${host === '::1' ? '[::1]' : host}:${port}`;
  }

  /** Connections that stand now. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Listens on a port of loopback that stays its own while it refuses. */
  static async open(options: SinkOptions = {}): Promise<FaultSink> {
    const sink = new FaultSink(await findFreePort(), options);
    await sink.#listen();
    return sink;
  }

  /** Runs with a sink that is closed in the end. */
  static async use<T>(run: (sink: FaultSink) => Promise<T>, options?: SinkOptions): Promise<T> {
    const sink = await FaultSink.open(options);
    try {
      return await run(sink);
    } finally {
      await sink.close();
    }
  }

  /** Sets what happens from now on, to a signal or to all; faults of connections are for all, and end with the next call. */
  async set(fault: FaultChoice, signal?: SignalName): Promise<void> {
    this.#door = isDoorFault(fault) ? fault : undefined;
    if (!isDoorFault(fault)) for (const each of signal ? [signal] : SIGNALS) this.#faults[each] = fault;
    if (this.#door?.kind === 'refuse') await this.#stopListening();
    else await this.#listen();
  }

  /** Heals everything. */
  async heal(): Promise<void> {
    await this.set({ kind: 'none' });
  }

  /** Requests, in the order of their coming. */
  attempts(signal?: SignalName): readonly Attempt[] {
    return signal ? this.received.attempts.filter((attempt) => attempt.signal === signal) : this.received.attempts;
  }

  /** Settles with the first truthy answer of `look`; fails after the deadline. */
  async until<T>(what: string, look: (received: Received) => T | undefined | false, deadlineMs = 15_000): Promise<T> {
    return waitFor(what, () => look(this.received), deadlineMs);
  }

  async close(): Promise<void> {
    await this.#stopListening();
  }

  async #listen(): Promise<void> {
    if (this.#listening) return;
    const server = createServer({ pauseOnConnect: true }, (socket) => this.#enter(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, this.#host, resolve);
    });
    this.#listening = server;
  }

  async #stopListening(): Promise<void> {
    const server = this.#listening;
    this.#listening = undefined;
    // Node 24 never closes a socket that is reset while it is shut down, and then spins for ever at the end of the process.
    for (const socket of this.#sockets) socket.writableEnded ? socket.destroy() : socket.resetAndDestroy();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  #enter(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    this.connectionsMax = Math.max(this.connectionsMax, this.#sockets.size);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    if (this.#door?.kind === 'stall') {
      // Read, so that the client's own end is seen; nothing is said.
      socket.resume();
      return;
    }
    const letIn = () => {
      if (socket.destroyed) return;
      this.#http.emit('connection', socket);
      socket.resume();
    };
    if (this.#door?.kind === 'slow-accept') setTimeout(letIn, this.#door.delayMs);
    else letIn();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const atMs = performance.now();
    const signal = SIGNALS.find((each) => request.url?.endsWith(`/v1/${each}`));
    if (!signal) {
      response.writeHead(404).end();
      return;
    }
    const choice = this.#faults[signal];
    this.#counts[signal] += 1;
    const fault = typeof choice === 'function' ? choice(this.#counts[signal], signal) : choice;
    const chunks: Buffer[] = [];
    const finish = () => void this.#take({ signal, atMs, fault: fault as Fault, request, response, body: Buffer.concat(chunks) });
    request.on('error', () => undefined);
    if (fault.kind === 'reset' && fault.during === 'request') {
      request.once('data', finish);
      return;
    }
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', finish);
  }

  async #take({ signal, atMs, fault, request, response, body }: Whole): Promise<void> {
    const isJson = request.headers['content-type']?.includes('json') ?? false;
    let message: unknown;
    let keys: string[] = [];
    try {
      if (body.length > 0) {
        message = readMessage(signal, isJson, decompressed(request, body));
        keys = keysIn(signal, message);
      }
    } catch {
      this.received.unread += 1;
    }
    const attempt: Attempt = { signal, atMs, bytes: body.length, items: keys.length, outcome: undefined };
    this.received.attempts.push(attempt);
    attempt.outcome = await answerWith(fault, { signal, isJson, count: keys.length }, response);
    this.received.note(signal, keys, attempt.outcome, message);
  }
}

interface Whole {
  readonly signal: SignalName;
  readonly atMs: number;
  readonly fault: Fault;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
}

function decompressed(request: IncomingMessage, body: Buffer): Buffer {
  const encoding = request.headers['content-encoding'];
  if (encoding === 'gzip') return gunzipSync(body);
  if (encoding === 'deflate') return inflateSync(body);
  return encoding === 'br' ? brotliDecompressSync(body) : body;
}
