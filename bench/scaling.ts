// How the cost of ours grows with what an application does, next to the bare application.

import { setTimeout as pause } from 'node:timers/promises';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { loadInTurns } from './side-by-side.ts';
import type { Bench } from './stage.ts';
import { medianOf } from './statistics.ts';
import { type Subject, subjectNamed } from './subjects.ts';

interface Step {
  readonly target: string;
  readonly connections: number;
  readonly env?: Record<string, string>;
}

interface Question {
  readonly name: string;
  readonly title: string;
  readonly xTitle: string;
  readonly xs: readonly number[];
  /** Whether the chart's axis is linear; what grows by factors isn't. */
  readonly toScale: boolean;
  readonly step: (x: number) => Step;
}

export interface Curve extends Pick<Question, 'name' | 'title' | 'xTitle' | 'xs' | 'toScale'> {
  readonly unit: string;
  readonly bare: readonly number[];
  readonly ours: readonly number[];
  readonly verdict: string;
}

const CONNECTIONS = 16;
/** What the compiler needs; slow steps stop at the time. */
const WARM = { limit: 20_000, durationMs: 4_000 };
const TURNS = 4;
const TURN_MS = 500;
const SETTLE_MS = 2_000;

const QUESTIONS: readonly Question[] = [
  {
    name: 'concurrency',
    title: 'CPU per request by connections',
    xTitle: 'connections',
    toScale: false,
    xs: [1, 4, 16, 64, 256],
    step: (connections) => ({ target: '/items/{n}', connections }),
  },
  {
    name: 'spans',
    title: 'CPU per request by spans (SQL statements)',
    xTitle: 'statements in a request',
    toScale: true,
    xs: [1, 10, 50, 100, 200],
    step: (spans) => ({ target: `/work/${spans}/0`, connections: CONNECTIONS }),
  },
  {
    name: 'attributes',
    title: 'CPU per request by attributes of a span',
    xTitle: 'attributes set through the OpenTelemetry API',
    toScale: true,
    xs: [0, 8, 32, 64, 128],
    step: (attributes) => ({ target: `/attributes/${attributes}`, connections: CONNECTIONS, env: { BENCH_API: '1' } }),
  },
  {
    name: 'lines',
    title: 'CPU per request by log lines',
    xTitle: 'log lines in a request',
    toScale: true,
    xs: [1, 10, 50, 100],
    step: (lines) => ({ target: `/work/0/${lines}`, connections: CONNECTIONS }),
  },
  {
    name: 'sampling',
    title: 'CPU per request by sampling ratio',
    xTitle: 'ratio',
    toScale: false,
    xs: [0, 0.01, 0.1, 1],
    step: (ratio) => ({
      target: '/items/{n}',
      connections: CONNECTIONS,
      env: { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: String(ratio) },
    }),
  },
  {
    name: 'routes',
    title: 'CPU per request by routes of the application',
    xTitle: 'routes',
    toScale: false,
    xs: [10, 100, 1_000, 10_000],
    // The requested route comes first: Express itself searches its routes one by one.
    step: (routes) => ({ target: '/first/{n}', connections: CONNECTIONS, env: { BENCH_ROUTES: String(routes) } }),
  },
];

type Report = (line: string) => void;

export async function scale(bench: Bench, rounds: number, report: Report): Promise<Curve[]> {
  const curves: Curve[] = [];
  for (const question of QUESTIONS) {
    const express = SCENARIOS.find(({ name }) => name === 'express') as Scenario;
    const { bare, ours } = await measureSteps(question.xs, rounds, (x) => {
      report(`${question.name} ${x}`);
      return cpuPerRequest(bench, express, question.step(x));
    });
    const { name, title, xTitle, xs, toScale } = question;
    curves.push({ name, title, xTitle, xs, toScale, unit: 'µs', bare, ours, verdict: judge(question, bare, ours) });
  }
  curves.push(await measureSockets(bench, rounds, report));
  return curves;
}

type Pair = Record<'bare' | 'ours', number>;

/** Medians of the rounds for each step. */
async function measureSteps(xs: readonly number[], rounds: number, once: (x: number) => Promise<Pair>) {
  const curves: Record<keyof Pair, number[]> = { bare: [], ours: [] };
  for (const x of xs) {
    const results: Pair[] = [];
    for (let round = 0; round < rounds; round++) results.push(await once(x));
    curves.bare.push(medianOf(results.map(({ bare }) => bare)));
    curves.ours.push(medianOf(results.map(({ ours }) => ours)));
  }
  return curves;
}

/** Of both in turns: on a machine that others use as well, apart they would differ by more than what is added. */
async function cpuPerRequest(bench: Bench, scenario: Scenario, { target, connections, env }: Step): Promise<Pair> {
  const pair = [
    await bench.startApp(subjectNamed('ours'), scenario.app, env),
    await bench.startApp(subjectNamed('bare'), scenario.app, env),
  ] as const;
  try {
    const load = { protocol: scenario.protocol, target, connections };
    for (const { port } of pair) await bench.load({ ...load, port, ...WARM });
    await bench.untilQuiet();
    const [ours, bare] = await loadInTurns(bench, pair, { ...load, durationMs: TURN_MS }, TURNS);
    const failures = ours.failures + bare.failures;
    if (failures > 0) throw new Error(`${failures} requests to ${target} failed.`);
    return { bare: bare.cpuUs, ours: ours.cpuUs };
  } finally {
    for (const { app } of pair) await app.kill();
  }
}

const SOCKETS = [0, 500, 1_000, 2_500, 5_000];

async function measureSockets(bench: Bench, rounds: number, report: Report): Promise<Curve> {
  const websocket = SCENARIOS.find(({ name }) => name === 'websocket') as Scenario;
  const { bare, ours } = await measureSteps(SOCKETS, rounds, async (sockets) => {
    report(`sockets ${sockets}`);
    const held = (name: keyof Pair) => heldMemory(bench, websocket, subjectNamed(name), sockets);
    return { bare: await held('bare'), ours: await held('ours') };
  });
  const growth = (curve: readonly number[]) =>
    ((((curve.at(-1) as number) - (curve[0] as number)) * 1000) / (SOCKETS.at(-1) as number)).toFixed(1);
  const verdict = `A socket holds ${growth(ours)} kB with ours and ${growth(bare)} kB without.`;
  return {
    name: 'sockets',
    title: 'Memory by open WebSockets',
    xTitle: 'open WebSockets',
    xs: SOCKETS,
    toScale: true,
    unit: 'MB',
    bare,
    ours,
    verdict,
  };
}

/** In MB. */
async function heldMemory(bench: Bench, { app: file }: Scenario, subject: Subject, sockets: number): Promise<number> {
  const { app, port } = await bench.startApp(subject, file);
  try {
    await bench.holdSockets(port, sockets);
    await pause(SETTLE_MS);
    return (await app.ask({ ask: 'collect' })).rssBytes / 1e6;
  } finally {
    await bench.holdSockets(port, 0);
    await app.kill();
  }
}

/** The cost of one more, at the beginning and at the end of the curve; and whether the end is dearer. */
function judge({ xs }: Question, bare: readonly number[], ours: readonly number[]): string {
  const added = ours.map((value, index) => value - (bare[index] as number));
  const first = added[0] as number;
  const last = added.at(-1) as number;
  const perStep = (last - first) / ((xs.at(-1) as number) - (xs[0] as number));
  const half = Math.floor(xs.length / 2);
  const middle = added[half] as number;
  const expected = first + perStep * ((xs[half] as number) - (xs[0] as number));
  const range = `Added: ${first.toFixed(1)} µs at ${xs[0]}, ${middle.toFixed(1)} µs at ${xs[half]}, ${last.toFixed(1)} µs at ${xs.at(-1)}`;
  if (last - first <= Math.max(FLAT_US, Math.abs(first) * FLAT_SHARE))
    return `${range}: **${last < first * FLAT_SHARE ? 'falls' : 'flat'}**.`;
  const isLinear = middle >= expected * LINEAR_SHARE;
  return `${range}: ${isLinear ? `**linear or better**, ${perStep.toFixed(2)} µs for each` : '**grows faster than linear**'}.`;
}

/** Below these differences a curve is called flat: this much is noise of short runs in turns. */
const FLAT_US = 10;
const FLAT_SHARE = 0.3;
/** On a line the middle lies where the ends say; a curve that bends upwards has it lower. */
const LINEAR_SHARE = 0.7;
