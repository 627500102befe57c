// The comparison: every round measures every subject once in a fresh process, in an order that turns from round to round.

import { type Calibration, calibrate } from './calibrate.ts';
import { type Measurement, measure, type Phases } from './measure.ts';
import type { Options } from './options.ts';
import type { Scenario } from './scenarios.ts';
import type { Running } from './side-by-side.ts';
import { type Bench, CONNECTIONS } from './stage.ts';
import { type Subject, subjectNamed } from './subjects.ts';

export interface SubjectResult {
  readonly subject: Subject;
  readonly calibration: Calibration;
  readonly measurements: readonly Measurement[];
}

export interface ScenarioResult {
  readonly scenario: Scenario;
  /** Requests a second of the phase at a fixed rate, the same for all. */
  readonly ratePerS: number;
  readonly results: readonly SubjectResult[];
}

const FULL: Phases = { starts: 5, settleMs: 1_500, warmRequests: 40_000, warmMs: 12_000, turns: 6, turnMs: 700 };
const QUICK: Phases = { starts: 3, settleMs: 800, warmRequests: 16_000, warmMs: 3_500, turns: 4, turnMs: 500 };
const CALIBRATION_MS = 1_200;
/** Of what the slowest subject can do: far enough below saturation for all of them. */
const RATE_SHARE = 0.5;

export async function compare(bench: Bench, scenario: Scenario, options: Options, report: (line: string) => void): Promise<ScenarioResult> {
  const { subjects, rounds } = options;
  const calibrations = new Map<string, Calibration>();
  for (const subject of subjects) {
    report(`${scenario.name}: how fast ${subject.name} is, and what a ${scenario.unit} of it brings`);
    calibrations.set(subject.name, await calibrate(bench, subject, scenario, CALIBRATION_MS));
  }
  const slowest = Math.min(...[...calibrations.values()].map(({ throughputPerS }) => throughputPerS));
  const ratePerS = Math.max(1, Number((slowest * RATE_SHARE).toPrecision(1)));
  const measurements = new Map<string, Measurement[]>(subjects.map(({ name }) => [name, []]));
  const phases = options.isQuick ? QUICK : FULL;
  const bare = await startBare(bench, scenario, phases);
  for (let round = 0; round < rounds; round++) {
    const turned = [...subjects.slice(round % subjects.length), ...subjects.slice(0, round % subjects.length)];
    for (const subject of turned) {
      const byItself = calibrations.get(subject.name) as Calibration;
      const result = await measure(bench, subject, scenario, { ...phases, ratePerS, byItself }, bare);
      measurements.get(subject.name)?.push(result);
      report(
        `${scenario.name} ${round + 1}/${rounds} ${subject.name}: ${result.cpuUs.toFixed(1)} µs, ${result.addedCpuUs.toFixed(1)} added, ${Math.round(result.throughputPerS)}/s`,
      );
    }
  }
  await bare.app.kill();
  const results = subjects.map((subject) => ({
    subject,
    calibration: calibrations.get(subject.name) as Calibration,
    measurements: measurements.get(subject.name) as Measurement[],
  }));
  return { scenario, ratePerS, results };
}

/** The bare application beside which all others are measured, warm. */
async function startBare(bench: Bench, { app, env, protocol, target }: Scenario, { warmMs, warmRequests }: Phases): Promise<Running> {
  const bare = await bench.startApp(subjectNamed('bare'), app, env?.());
  await bench.load({ protocol, target, port: bare.port, connections: CONNECTIONS, durationMs: warmMs, limit: warmRequests });
  return bare;
}
