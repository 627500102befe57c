// One measurement: a fresh process of one subject from its start to its natural end.

import { setTimeout as pause } from 'node:timers/promises';
import type { Calibration } from './calibrate.ts';
import type { Scenario } from './scenarios.ts';
import { loadInTurns, type Running } from './side-by-side.ts';
import { difference } from './sink/counts.ts';
import { type AppAnswer, type Bench, CONNECTIONS, settledCounts } from './stage.ts';
import { startInTurns } from './start-in-turns.ts';
import type { Subject } from './subjects.ts';

/** Enough that at a fixed rate no request waits for a connection. */
const OPEN_LOOP_CONNECTIONS = 64;
export interface Phases {
  /** Starts of the subject and of the bare application. */
  readonly starts: number;
  readonly settleMs: number;
  /** The same number of requests for everybody: a compiler that has not finished is no steady state. Slow subjects stop at the time. */
  readonly warmRequests: number;
  readonly warmMs: number;
  /** Each load comes in so many turns, of so many ms. */
  readonly turns: number;
  readonly turnMs: number;
}

export interface Measurement {
  readonly startMs: number;
  /** What was added to the bare application, started in turns with this one. */
  readonly addedStartMs: number;
  readonly rssIdleMb: number;
  readonly rssLoadMb: number;
  /** Of a request in the closed loop, where everybody has another rate. */
  readonly cpuUs: number;
  /** What was added to the bare application, which had the same loads in turns with this one. */
  readonly addedCpuUs: number;
  /** The same at the fixed rate, where everybody has the same rate and wakes the load generator as often. */
  readonly addedAtRateUs: number;
  readonly throughputOfBare: number;
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

export interface Run extends Phases {
  /** Of the phase at a fixed rate. */
  readonly ratePerS: number;
  readonly byItself: Pick<Calibration, 'spansByItself' | 'logsByItself'>;
}

/** Measures a process of the subject beside `bare`, a process of the bare application that is warm already. */
export async function measure(bench: Bench, subject: Subject, scenario: Scenario, run: Run, bare: Running): Promise<Measurement> {
  const starts = await startInTurns(bench, subject, scenario, run.starts);
  const before = await bench.counts();
  const { app, port } = await bench.startApp(subject, scenario.app, scenario.env?.());
  try {
    const load = { protocol: scenario.protocol, target: scenario.target, connections: CONNECTIONS, durationMs: run.turnMs };
    await pause(run.settleMs);
    const idle: AppAnswer = await app.ask({ ask: 'read' });
    const warm = await bench.load({ ...load, port, durationMs: run.warmMs, limit: run.warmRequests });
    await bench.untilQuiet();
    const pair = [{ app, port }, bare] as const;
    const [full, fullBare] = await loadInTurns(bench, pair, load, run.turns);
    // Of both: the monitor of the event loop wakes its process 200 times a second, and only what the agent adds counts as added.
    for (const one of pair) await one.app.ask({ ask: 'begin' });
    const fixedLoad = { ...load, connections: OPEN_LOOP_CONNECTIONS, ratePerS: run.ratePerS };
    const [fixed, fixedBare] = await loadInTurns(bench, pair, fixedLoad, run.turns);
    const { delayP99Ms }: AppAnswer = await app.ask({ ask: 'read' });
    const endedByItself = await app.end();
    const after = await settledCounts(bench);
    const arrived = difference(after, before);
    const requests = warm.requests + full.requests + fixed.requests;
    return {
      ...starts,
      rssIdleMb: idle.rssBytes / 1e6,
      rssLoadMb: full.rssBytes / 1e6,
      cpuUs: full.cpuUs,
      addedCpuUs: full.cpuUs - fullBare.cpuUs,
      addedAtRateUs: fixed.cpuUs - fixedBare.cpuUs,
      throughputOfBare: full.throughputPerS / fullBare.throughputPerS,
      throughputPerS: full.throughputPerS,
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
