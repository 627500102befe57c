// Sends what is in queues that were set aside to the stores, past the Collector, which has seen it already:
//
//   node collector/queue/restore.ts .peragus/collector/queue/*.backup
//
// Items that were delivered shortly before the damage may arrive twice. The files stay; delete them afterwards.

import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readQueue } from './queue-file.ts';

const STORES = {
  metrics: [process.env.PERAGUS_PROMETHEUS_URL || 'http://127.0.0.1:9090', '/api/v1/otlp/v1/metrics'],
  logs: [process.env.PERAGUS_LOKI_URL || 'http://127.0.0.1:3100', '/otlp/v1/logs'],
  traces: [process.env.PERAGUS_TEMPO_OTLP_URL || 'http://127.0.0.1:4338', '/v1/traces'],
} as const;
const ANSWER_WITHIN_MS = 30_000;
const ATTEMPTS = 5;
const RETRY_AFTER_MS = 2_000;

/** Sends one request until the store has said yes or no. */
async function deliver(url: string, body: Buffer): Promise<'sent' | 'refused'> {
  for (let attempt = 1; ; attempt += 1) {
    const headers = { 'content-type': 'application/x-protobuf' };
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    }).catch((error: Error) => error);
    if (answer instanceof Response) {
      const text = await answer.text();
      if (answer.ok) return 'sent';
      if (answer.status < 500 && answer.status !== 429) {
        console.error(`${url} refused an item with ${answer.status}: ${text.slice(0, 200)}`);
        return 'refused';
      }
    }
    if (attempt === ATTEMPTS) {
      throw new Error(
        `${url} doesn't take anything (${answer instanceof Response ? answer.status : answer.message}); nothing is lost, try again.`,
      );
    }
    await sleep(RETRY_AFTER_MS);
  }
}

async function restore(path: string): Promise<void> {
  const signal = /_(traces|metrics|logs)(?:\.|$)/.exec(basename(path))?.[1] as keyof typeof STORES | undefined;
  if (!signal) throw new Error(`${path} is no queue of the Collector: its name ends with neither traces, metrics nor logs.`);
  const { items, unreadable } = readQueue(path);
  const count = { sent: 0, refused: 0 };
  for (const item of items) count[await deliver(STORES[signal].join(''), item)] += 1;
  console.log(`${path}: ${count.sent} items sent, ${count.refused} refused, ${unreadable} could not be read`);
}

const paths = process.argv.slice(2);
if (paths.length === 0 || paths.includes('--help')) {
  console.log(
    'usage: node collector/queue/restore.ts <file>…   (stores: PERAGUS_PROMETHEUS_URL, PERAGUS_LOKI_URL, PERAGUS_TEMPO_OTLP_URL)',
  );
  process.exit(paths.length === 0 ? 1 : 0);
}
try {
  for (const path of paths) await restore(path);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
