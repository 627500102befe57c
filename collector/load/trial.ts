// One trial: so many records a second for so long through one Collector, then kill -9 in the midst of load, and the account of what arrived.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Body, makeBody, PATHS, RECORDS_A_REQUEST, SHARES, type Signal } from './mix.ts';
import type { Arrived } from './stores.ts';
import { RunningCollector, type Subject } from './subject.ts';

export interface Trial {
  readonly subject: Subject['name'];
  /** Records a second that were asked for, and that were acknowledged. */
  readonly rate: number;
  readonly reachedRate: number;
  readonly seconds: number;
  readonly acknowledged: number;
  /** Requests that were refused or got no answer, before the kill. */
  readonly refusedRequests: number;
  /** Acknowledged records that never arrived, before the kill. */
  readonly lost: number;
  readonly twice: number;
  /** Time until everything had arrived after the last request; how far behind it was. */
  readonly behindMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPer1000: number;
  /** Of one core. */
  readonly cpuShare: number;
  readonly peakRssMb: number;
  /** Acknowledged records that never arrived after kill -9 under the same load. */
  readonly lostByKill: number | undefined;
}

export interface TrialPlan {
  readonly subject: Subject;
  readonly rate: number;
  readonly seconds: number;
  readonly withKill: boolean;
  say(line: string): void;
}

const SIGNALS = Object.keys(SHARES) as Signal[];
const TICK_MS = 5;
const WARM_UP_S = 2;
/** Requests under way at once; more wait, as in the processes that send them. */
const CONNECTIONS = 32;
const DRAIN_WITHIN_MS = 20_000;
const KILL_LOAD_S = 3;
const SAY_EVERY_S = 30;
const ANSWER_WITHIN_MS = 10_000;

export async function runTrial({ subject, rate, seconds, withKill, say }: TrialPlan): Promise<Trial> {
  const stores = fork(join(import.meta.dirname, 'stores.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ port }] = (await once(stores, 'message')) as [{ port: number }];
  const collector = await RunningCollector.start(subject, `http://127.0.0.1:${port}`);
  try {
    const load = new Load(collector.otlpPort, rate);
    await load.run(WARM_UP_S);
    const [before, acknowledgedBefore] = [collector.usage(), load.acknowledged];
    load.latenciesMs.length = 0;
    let peakRssMb = 0;
    const watch = setInterval(() => (peakRssMb = Math.max(peakRssMb, collector.usage().rssMb)), 500);
    const progress = setInterval(
      () => say(`${subject.name}: ${load.acknowledged} records, ${Math.round(peakRssMb)} MB`),
      SAY_EVERY_S * 1_000,
    );
    await load.run(seconds);
    const cpuMs = collector.usage().cpuMs - before.cpuMs;
    const acknowledged = load.acknowledged - acknowledgedBefore;
    clearInterval(progress);
    const { lost, twice, behindMs } = await drain(stores, load);
    clearInterval(watch);
    const sorted = load.latenciesMs.toSorted((one, other) => one - other);
    const { refused } = load;
    return {
      subject: subject.name,
      ...{ rate, seconds, acknowledged, lost, twice, behindMs, peakRssMb },
      refusedRequests: refused,
      reachedRate: acknowledged / seconds,
      p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
      p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      cpuMsPer1000: (cpuMs / acknowledged) * 1_000,
      cpuShare: cpuMs / (seconds * 1_000),
      lostByKill: withKill ? (await killUnderLoad(collector, stores, load)) - lost : undefined,
    };
  } finally {
    await collector.remove();
    stores.disconnect();
  }
}

async function killUnderLoad(collector: RunningCollector, stores: ChildProcess, load: Load): Promise<number> {
  const loading = load.run(KILL_LOAD_S);
  await sleep((KILL_LOAD_S * 1_000) / 2);
  await collector.end('SIGKILL');
  await loading;
  await collector.start();
  return (await drain(stores, load)).lost;
}

/** Waits until all that was acknowledged has arrived, or nothing more comes. */
async function drain(stores: ChildProcess, load: Load): Promise<{ lost: number; twice: number; behindMs: number }> {
  const startedMs = performance.now();
  for (;;) {
    stores.send('count');
    const [{ arrived }] = (await once(stores, 'message')) as [{ arrived: Arrived }];
    // A request whose answer was lost may have been taken all the same: it arrives and isn't missed.
    const lost = SIGNALS.reduce((sum, signal) => sum + Math.max(0, load.acknowledgedOf[signal] - arrived[signal]), 0);
    const behindMs = performance.now() - startedMs;
    if (lost === 0 || behindMs > DRAIN_WITHIN_MS) return { lost, twice: arrived.twice, behindMs };
    await sleep(50);
  }
}

/** Sends at a rate, whatever becomes of the requests. */
export class Load {
  readonly acknowledgedOf: Record<Signal, number> = { traces: 0, logs: 0, metrics: 0 };
  readonly latenciesMs: number[] = [];
  refused = 0;
  readonly #rate: number;
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  readonly #next: Record<Signal, number> = { traces: 0, logs: 0, metrics: 0 };
  /** Bodies that aren't under way. */
  readonly #idle: Record<Signal, Body[]> = { traces: [], logs: [], metrics: [] };
  #underWay = 0;

  constructor(port: number, rate: number) {
    this.#port = port;
    this.#rate = rate;
  }

  get acknowledged(): number {
    return SIGNALS.reduce((sum, signal) => sum + this.acknowledgedOf[signal], 0);
  }

  /** Settles when all its requests are answered. */
  async run(seconds: number): Promise<void> {
    const startedMs = performance.now();
    const sent: Record<Signal, number> = { traces: 0, logs: 0, metrics: 0 };
    for (let elapsedS = 0; elapsedS < seconds; elapsedS = (performance.now() - startedMs) / 1_000) {
      for (const signal of SIGNALS) {
        const due = elapsedS * this.#rate * SHARES[signal];
        while (sent[signal] + RECORDS_A_REQUEST[signal] <= due && this.#underWay < CONNECTIONS) {
          sent[signal] += RECORDS_A_REQUEST[signal];
          this.#send(signal);
        }
      }
      await sleep(TICK_MS);
    }
    while (this.#underWay > 0) await sleep(TICK_MS);
  }

  #send(signal: Signal): void {
    const body = this.#idle[signal].pop() ?? makeBody(signal);
    body.number(this.#next[signal], Date.now());
    this.#next[signal] += body.records;
    this.#underWay += 1;
    const sentMs = performance.now();
    let isSettled = false;
    const settle = (status: number) => {
      if (isSettled) return;
      isSettled = true;
      this.#underWay -= 1;
      this.#idle[signal].push(body);
      if (status === 200) {
        this.acknowledgedOf[signal] += body.records;
        this.latenciesMs.push(performance.now() - sentMs);
      } else this.refused += 1;
    };
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.bytes.length };
    const options = {
      agent: this.#agent,
      host: '127.0.0.1',
      port: this.#port,
      path: PATHS[signal],
      method: 'POST',
      headers,
      timeout: ANSWER_WITHIN_MS,
    };
    const asked = request(options, (answer) => {
      answer.resume();
      answer.on('end', () => settle(answer.statusCode ?? 0));
      answer.on('close', () => settle(0));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => settle(0));
    asked.end(body.bytes);
  }
}
