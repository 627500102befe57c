// S10: browsers at ten times their rate: the door answers 429, and what services export meanwhile is as quick as before, and complete.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as lasting } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { peakMb } from '../fault/support/memory.ts';
import { REPETITIONS } from '../fault/support/repetitions.ts';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { figures } from '../support/figures.ts';
import { openStoreSink, type StoreSink } from '../support/store-sink.ts';
import { DoorRun, PAGE } from './support/door-run.ts';
import { oneSpan } from './support/otlp-client.ts';

const FLOOD = join(import.meta.dirname, 'support/browser-flood.ts');
/** Of settings.ts. */
const RATE_ALL = 100;
const BURST_ALL = 200;
const TIMES = 10;
const ADDRESSES = 50;
const LASTING_MS = 700 * REPETITIONS;
/** A service's request each 20 ms: 50 a second. */
const EVERY_MS = 20;
/** A page's batch: 20 spans. */
const SPANS_A_PAGE = 20;
/** What the flood may add to the slowest in 20 exports of a service; both share 2 cores here with whoever makes the flood. */
const ADDED_P95_MS = 250;
const ROUNDS = 3;

describe('S10: a flood of browsers', function () {
  this.timeout(60_000 + 20 * LASTING_MS);
  let stores: StoreSink;
  let collector: CollectorRun;
  let door: DoorRun;
  /** By the service, all in all. */
  let exported = 0;
  const agent = new Agent({ keepAlive: true });

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
    stores = await openStoreSink();
    collector = await CollectorRun.start('single', { environment: { ...stores.environment, GOMEMLIMIT: '400MiB' } });
    door = await DoorRun.start(baseUrl(collector.ports, 'browserCollector'), { PERAGUS_BROWSER_TRUSTED_PROXIES: '1' });
  });
  after(async () => {
    agent.destroy();
    await door?.stop();
    await collector?.remove();
    await stores?.sink.close();
  });

  /** A service exports a span each 20 ms; the time of each export in ms. */
  async function exportQuietly(): Promise<number[]> {
    const timesMs: number[] = [];
    const pending: Promise<void>[] = [];
    const endMs = performance.now() + LASTING_MS;
    while (performance.now() < endMs) {
      pending.push(timeOne(timesMs));
      await lasting(EVERY_MS);
    }
    await Promise.all(pending);
    return timesMs;
  }

  function timeOne(timesMs: number[]): Promise<void> {
    const startedMs = performance.now();
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const sent = request(`${collector.otlpUrl}/v1/traces`, { method: 'POST', agent, headers }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`The Collector answered ${response.statusCode} to a service.`));
        response.resume().on('close', () => {
          exported += 1;
          timesMs.push(performance.now() - startedMs);
          resolve();
        });
      });
      sent.on('error', reject).end(oneSpan());
    });
  }

  /** Pages of 50 addresses send ten times what all may send together, evenly; counts of the answers. */
  async function flood(): Promise<Record<string, number>> {
    const own = { url: `${door.url}/v1/traces`, origin: PAGE, body: batchOfPage() };
    const plan = { ...own, perSecond: RATE_ALL * TIMES, addresses: ADDRESSES, forMs: LASTING_MS };
    const { stdout } = await promisify(execFile)(process.execPath, [FLOOD, JSON.stringify(plan)]);
    return JSON.parse(stdout);
  }

  it(`of ${RATE_ALL * TIMES} requests a second is let in at ${RATE_ALL}, and adds at most ${ADDED_P95_MS} ms to the slowest in 20 exports of a service in the median of ${ROUNDS} rounds, none of which is lost`, async () => {
    await exportQuietly();
    const rounds: { before: number[]; during: number[]; counts: Record<string, number>; doorMb: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await exportQuietly();
      const cpuBeforeMs = cpuMs(door.pid);
      const floodOver = flood();
      const [during, counts, doorMb] = await Promise.all([exportQuietly(), floodOver, peakMb(door.pid, floodOver)]);
      rounds.push({ before, during, counts, doorMb });
      figures('S10: flood', {
        p50BeforeMs: p50(before),
        p50DuringMs: p50(during),
        p95BeforeMs: p95(before),
        p95DuringMs: p95(during),
        doorMb,
        doorCpuMs: cpuMs(door.pid) - cpuBeforeMs,
        ...counts,
      });
      const { sent = 0, lastedMs = 0, 200: taken = 0, 429: refused = 0, 503: later = 0 } = counts;
      expect(taken + later).to.be.within(1, BURST_ALL + (RATE_ALL * lastedMs) / 1_000 + 1);
      expect(taken + refused + later).to.equal(sent);
      expect(sent).to.be.above((RATE_ALL * TIMES * LASTING_MS) / 2_000);
    }
    const all = (which: 'before' | 'during') => rounds.flatMap((round) => round[which]);
    figures('S10: flood, all rounds', { p99BeforeMs: p99(all('before')), p99DuringMs: p99(all('during')) });
    expect(p50(rounds.map(({ before, during }) => p95(during) - p95(before)))).to.be.below(ADDED_P95_MS);
    const services = () => stores.sink.spans.filter(({ resource }) => resource['service.name'] === 'client').length;
    await stores.sink.until('all spans of the service', () => services() === exported);
  });
});

/** Processor time that a process has used; the kernel counts in hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function batchOfPage(): string {
  const [first, ...rest] = Array.from({ length: SPANS_A_PAGE }, () => JSON.parse(oneSpan({ kind: 3, name: 'documentFetch' })));
  for (const other of rest) first.resourceSpans.push(...other.resourceSpans);
  return JSON.stringify(first);
}

const at = (share: number) => (timesMs: readonly number[]) => timesMs.toSorted((x, y) => x - y)[Math.floor(timesMs.length * share)] ?? 0;
const p99 = at(0.99);
const p95 = at(0.95);
const p50 = at(0.5);
