// What a subject brings and how fast it is, before it is compared: the measure of what is lost under load, and of the fixed rate.

import { setTimeout as pause } from 'node:timers/promises';
import type { Scenario } from './scenarios.ts';
import { type Counts, difference } from './sink/counts.ts';
import { type Bench, CONNECTIONS, settledCounts } from './stage.ts';
import type { Subject } from './subjects.ts';

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
  // The bare application sends nothing.
  const batchesWithinMs = subject.args().length > 0 ? BATCHES_WITHIN_MS : 0;
  const byItself = await countLife(bench, subject, scenario, async (port) => {
    await bench.load({ ...load, port, durationMs: 0 });
    await pause(batchesWithinMs);
  });
  let requests = 0;
  const arrived = await countLife(bench, subject, scenario, async (port) => {
    requests = (await bench.load({ ...load, port, durationMs, ratePerS: CALIBRATION_RATE_PER_S })).requests;
    await pause(batchesWithinMs);
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
