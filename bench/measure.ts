// One measurement: a fresh process of one subject from its start to its natural end.

import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Load, LoadResult } from './load/generate.ts';
import { Peer } from './peer.ts';
import type { Scenario } from './scenarios.ts';
import { type Counts, difference } from './sink/counts.ts';
import type { SinkAddress, Subject } from './subjects.ts';

/** Connections of the closed loop. */
const CONNECTIONS = 16;
/** Enough that at a fixed rate no request waits for a connection. */
const OPEN_LOOP_CONNECTIONS = 64;
const QUIET_MS = 700;
const QUIET_WITHIN_MS = 3_000;

export interface Phases {
  readonly settleMs: number;
  /** The same number of requests for everybody: a compiler that has not finished is no steady state. Slow subjects stop at the time. */
  readonly warmRequests: number;
  readonly warmMs: number;
  readonly loadMs: number;
  readonly fixedMs: number;
}

export interface Measurement {
  readonly startMs: number;
  readonly rssIdleMb: number;
  readonly rssLoadMb: number;
  /** Of a request in the closed loop, where everybody has another rate. */
  readonly cpuUs: number;
  /** Of a request at the fixed rate, the same for everybody. */
  readonly fixedCpuUs: number;
  readonly throughputPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly delayP99Ms: number;
  /** Over the life of the process, for each request of it. */
  readonly spansEach: number;
  readonly logsEach: number;
  readonly points: number;
  /** Share of the requests that the last metrics know of; NaN for a subject that sends none of them. */
  readonly measuredShare: number;
  readonly bytesEach: number;
  readonly failures: number;
  readonly endedByItself: boolean;
}

export interface AppAnswer {
  readonly cpuUs: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly delayP99Ms: number;
}

/** The processes that live as long as the run. */
export class Bench {
  readonly #sink = new Peer({ args: [path.join(import.meta.dirname, 'sink', 'sink.ts')], env: process.env, cwd: import.meta.dirname });
  readonly #load = new Peer({ args: [path.join(import.meta.dirname, 'load', 'load.ts')], env: process.env, cwd: import.meta.dirname });

  async ready(): Promise<void> {
    await Promise.all([this.#sink.first, this.#load.first]);
  }

  /** What has arrived since the run began. */
  async counts(): Promise<Counts> {
    return (await this.#sink.ask({})).counts;
  }

  async load(load: Load): Promise<LoadResult> {
    return this.#load.ask({ load });
  }

  /** Opens so many idle WebSockets and closes those before. */
  async holdSockets(port: number, count: number): Promise<void> {
    await this.#load.ask({ sockets: { port, count } });
  }

  async startApp(subject: Subject, app: string, env: Record<string, string> = {}): Promise<{ app: Peer; port: number }> {
    const sink = (await this.#sink.first) as SinkAddress;
    const launched = new Peer({
      args: ['--expose-gc', ...subject.args(), app],
      env: { ...cleanEnvironment(), ...subject.env(sink), ...env },
      cwd: import.meta.dirname,
    });
    const { port } = await launched.first;
    return { app: launched, port };
  }

  /** Waits until nothing has arrived for a moment. */
  async untilQuiet(): Promise<void> {
    const deadline = performance.now() + QUIET_WITHIN_MS;
    let before = await this.counts();
    while (performance.now() < deadline) {
      await pause(QUIET_MS);
      const now = await this.counts();
      if (now.requests === before.requests) return;
      before = now;
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.#sink.kill(), this.#load.kill()]);
  }
}

/** The runner's environment without what would configure an agent. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(OTEL_|PERAGUS_|DD_|SENTRY_|SPLUNK_|ELASTIC_|NODE_OPTIONS$|TRACEPARENT$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

export interface Run extends Phases {
  /** Of the phase at a fixed rate. */
  readonly ratePerS: number;
  readonly byItself: Pick<Calibration, 'spansByItself' | 'logsByItself'>;
}

export async function measure(bench: Bench, subject: Subject, scenario: Scenario, run: Run): Promise<Measurement> {
  const before = await bench.counts();
  const { app, port } = await bench.startApp(subject, scenario.app, scenario.env?.());
  try {
    const load = { protocol: scenario.protocol, port, target: scenario.target, connections: CONNECTIONS };
    await pause(run.settleMs);
    const idle: AppAnswer = await app.ask({ ask: 'read' });
    const warm = await bench.load({ ...load, durationMs: run.warmMs, limit: run.warmRequests });
    await bench.untilQuiet();
    const begun: AppAnswer = await app.ask({ ask: 'begin' });
    const full = await bench.load({ ...load, durationMs: run.loadMs });
    const loaded: AppAnswer = await app.ask({ ask: 'read' });
    // What the load left to encode and send belongs to its cost.
    await bench.untilQuiet();
    const drained: AppAnswer = await app.ask({ ask: 'begin' });
    const fixed = await bench.load({ ...load, connections: OPEN_LOOP_CONNECTIONS, durationMs: run.fixedMs, ratePerS: run.ratePerS });
    const { delayP99Ms }: AppAnswer = await app.ask({ ask: 'read' });
    await bench.untilQuiet();
    const last: AppAnswer = await app.ask({ ask: 'read' });
    const endedByItself = await app.end();
    const after = await settledCounts(bench);
    const arrived = difference(after, before);
    const requests = warm.requests + full.requests + fixed.requests;
    return {
      startMs: app.readyMs,
      rssIdleMb: idle.rssBytes / 1e6,
      rssLoadMb: loaded.rssBytes / 1e6,
      cpuUs: (drained.cpuUs - begun.cpuUs) / full.requests,
      fixedCpuUs: (last.cpuUs - drained.cpuUs) / fixed.requests,
      throughputPerS: (full.requests / full.durationMs) * 1000,
      p50Ms: fixed.p50Ms,
      p99Ms: fixed.p99Ms,
      delayP99Ms,
      spansEach: (arrived.spans - run.byItself.spansByItself) / requests,
      logsEach: (arrived.logs - run.byItself.logsByItself) / requests,
      points: arrived.points,
      // A total of this process, not what came on top of the one before.
      measuredShare: after.measured === before.measured ? Number.NaN : after.measured / requests,
      bytesEach: arrived.bytes / requests,
      failures: warm.failures + full.failures + fixed.failures,
      endedByItself,
    };
  } finally {
    await app.kill();
  }
}

/** The sink counts after it has answered; a moment is enough for the last body. */
async function settledCounts(bench: Bench): Promise<Counts> {
  await pause(100);
  return bench.counts();
}

export interface Calibration {
  readonly throughputPerS: number;
  /** What each request brings when there is no hurry: the measure of what is lost under load. */
  readonly spansEach: number;
  readonly logsEach: number;
  /** What the start, the connections and the end bring by themselves. */
  readonly spansByItself: number;
  readonly logsByItself: number;
}

const CALIBRATION_REQUESTS = 300;
const CALIBRATION_RATE_PER_S = 300;
/** Agents that don't send at a natural end have sent by then, the standard's delay of batches is 5 s; and ours has told what it instruments. */
const BATCHES_WITHIN_MS = 5_800;

/** Three short processes: what the application's start brings, how much telemetry a request makes when nothing is dropped, how fast it is. */
export async function calibrate(bench: Bench, subject: Subject, scenario: Scenario, loadMs: number): Promise<Calibration> {
  const load = { protocol: scenario.protocol, target: scenario.target, connections: CONNECTIONS, durationMs: loadMs };
  const durationMs = (CALIBRATION_REQUESTS / CALIBRATION_RATE_PER_S) * 1000;
  const byItself = await countLife(bench, subject, scenario, async (port) => {
    await bench.load({ ...load, port, durationMs: 0 });
    await pause(BATCHES_WITHIN_MS);
  });
  let requests = 0;
  const arrived = await countLife(bench, subject, scenario, async (port) => {
    requests = (await bench.load({ ...load, port, durationMs, ratePerS: CALIBRATION_RATE_PER_S })).requests;
    await pause(BATCHES_WITHIN_MS);
  });
  const { app, port } = await bench.startApp(subject, scenario.app, scenario.env?.());
  await bench.load({ ...load, port });
  const fast = await bench.load({ ...load, port });
  await app.kill();
  return {
    throughputPerS: (fast.requests / fast.durationMs) * 1000,
    spansEach: (arrived.spans - byItself.spans) / requests,
    logsEach: (arrived.logs - byItself.logs) / requests,
    spansByItself: byItself.spans,
    logsByItself: byItself.logs,
  };
}

/** What a process brings from its start to its natural end. */
async function countLife(bench: Bench, subject: Subject, scenario: Scenario, use: (port: number) => Promise<void>): Promise<Counts> {
  const before = await bench.counts();
  const { app, port } = await bench.startApp(subject, scenario.app, scenario.env?.());
  try {
    await use(port);
    await app.end();
  } finally {
    await app.kill();
  }
  return difference(await settledCounts(bench), before);
}
