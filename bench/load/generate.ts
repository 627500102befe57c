// Load on a number of connections: as much as the server takes, or at a fixed rate.

import { HttpConnection } from './http-client.ts';
import { WebSocketConnection } from './websocket-client.ts';

export interface Load {
  readonly protocol: 'http' | 'websocket';
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  /** Path of the requests or text of the messages; `{n}` becomes a number from 1 to 100. */
  readonly target: string;
  /** Requests a second; without it as many as the server takes. */
  readonly ratePerS?: number;
  /** Stop after so many requests. */
  readonly limit?: number;
}

export interface LoadResult {
  readonly requests: number;
  /** Answers other than 2xx, and connections that broke. */
  readonly failures: number;
  readonly durationMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const VARIANTS = 100;
/** At a fixed rate what is due is sent this often. */
const TICK_MS = 1;
const STRAGGLERS_WITHIN_MS = 5_000;

type Connection = HttpConnection | WebSocketConnection;

export async function makeLoad(load: Load): Promise<LoadResult> {
  let failures = 0;
  const fail = () => {
    failures++;
  };
  const Kind = load.protocol === 'http' ? HttpConnection : WebSocketConnection;
  const connections = Array.from({ length: load.connections }, () => new Kind(load.port, fail));
  await Promise.all(connections.map(({ ready }) => ready));
  const messages = messagesOf(load);
  const latencies: number[] = [];
  const startedAt = performance.now();
  const run = load.ratePerS === undefined ? asMuchAsPossible : atFixedRate;
  await run(load, connections, (connection, sent, dueAt, done) => {
    connection.send(messages[sent % messages.length] as string, (status) => {
      // From the moment it was due: a slow server can't hide its queue by slowing the sender down.
      latencies.push(performance.now() - dueAt);
      if (status < 200 || status > 299) fail();
      done();
    });
  });
  const durationMs = performance.now() - startedAt;
  for (const connection of connections) connection.close();
  latencies.sort((a, b) => a - b);
  const quantile = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { requests: latencies.length, failures, durationMs, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
}

type Send = (connection: Connection, sent: number, dueAt: number, done: () => void) => void;

function asMuchAsPossible(load: Load, connections: readonly Connection[], send: Send): Promise<void> {
  const endAt = performance.now() + load.durationMs;
  let sent = 0;
  const keepSending = (connection: Connection) =>
    new Promise<void>((resolve) => {
      const next = () => {
        const now = performance.now();
        if (now >= endAt || sent >= (load.limit ?? Number.POSITIVE_INFINITY)) return resolve();
        send(connection, sent++, now, next);
      };
      next();
    });
  return Promise.all(connections.map(keepSending)).then(() => undefined);
}

function atFixedRate(load: Load, connections: readonly Connection[], send: Send): Promise<void> {
  const idle = [...connections];
  const startedAt = performance.now();
  const total = Math.round(((load.ratePerS as number) * load.durationMs) / 1000);
  const dueAt = (index: number) => startedAt + (index * 1000) / (load.ratePerS as number);
  let sent = 0;
  let answered = 0;
  return new Promise((resolve) => {
    const sendWhatIsDue = () => {
      const now = performance.now();
      while (sent < total && idle.length > 0 && dueAt(sent) <= now) {
        const connection = idle.pop() as Connection;
        send(connection, sent, dueAt(sent++), () => {
          answered++;
          idle.push(connection);
          sendWhatIsDue();
        });
      }
      if (answered < total && now < startedAt + load.durationMs + STRAGGLERS_WITHIN_MS) return;
      clearInterval(timer);
      resolve();
    };
    const timer = setInterval(sendWhatIsDue, TICK_MS);
  });
}

function messagesOf({ protocol, target }: Load): string[] {
  return Array.from({ length: VARIANTS }, (_, index) => {
    const text = target.replace('{n}', String(index + 1));
    return protocol === 'http' ? `GET ${text} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\n\r\n` : text;
  });
}
