// node stack/canary/start.ts: looks once a minute whether what is sent through the Collector can be read back, and tells Prometheus at /metrics.

import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { CanaryMetrics } from './metrics.ts';
import { type Returned, runRound } from './round.ts';
import { type CanarySettings, readSettings } from './settings.ts';

const HOST = '127.0.0.1';
/** A round ends before the next begins, and what takes half a minute is late whatever the interval. */
const LONGEST_ROUND_MS = 30_000;

/** Signals that were lost in the round before: only a change is worth a line. */
const lost = new Set<string>();

function tell({ signal, tookMs, reason }: Returned): void {
  if (tookMs === undefined && !lost.has(signal)) console.log(`${signal}: lost, ${reason}.`);
  if (tookMs !== undefined && lost.has(signal)) console.log(`${signal}: back, after ${(tookMs / 1_000).toFixed(1)} s.`);
  if (tookMs === undefined) lost.add(signal);
  else lost.delete(signal);
}

async function watch(settings: CanarySettings, metrics: CanaryMetrics, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const beganMs = performance.now();
    for (const returned of await runRound(settings, Math.min(LONGEST_ROUND_MS, settings.intervalMs), stopping)) {
      if (stopping.aborted) return;
      metrics.note(returned);
      tell(returned);
    }
    const restMs = settings.intervalMs - (performance.now() - beganMs);
    await pause(Math.max(0, restMs), undefined, { signal: stopping }).catch(() => undefined);
  }
}

try {
  const settings = readSettings(process.env);
  const metrics = new CanaryMetrics();
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics') response.writeHead(404).end();
    else response.setHeader('content-type', metrics.contentType).end(await metrics.text());
  });
  server.once('error', (error) => {
    console.error(`The canary can't listen on ${HOST}:${settings.port}: ${error.message}`);
    process.exit(1);
  });
  server.listen(settings.port, HOST, () => console.log(`The canary looks every ${settings.intervalMs / 1_000} s.`));
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopping.abort();
      server.close();
      server.closeAllConnections();
    });
  }
  await watch(settings, metrics, stopping.signal);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
