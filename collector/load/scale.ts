// npm run load:scale: what each processor costs, what one and two gateways carry for each core, and how fast a queue is emptied.
// CPU time is measured, not speed, and subjects take turns: a machine that does other things disturbs all alike.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { resolveBackend } from '../../stack/resolve/resolve.ts';
import { makeScalePage } from './scale-page.ts';
import type { Cost, ScaleResult, Tier } from './scale-result.ts';
import { ScaleCollector, type ScaleOptions } from './scale-subject.ts';
import { VARIANTS } from './scale-variants.ts';
import type { Arrived } from './stores.ts';
import { freePorts } from './subject.ts';
import { Load } from './trial.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const WARM_UP_S = 2;
const SAMPLED = { PERAGUS_SAMPLE_ONE_IN: '10' };
const DRAIN_WITHIN_MS = 120_000;

const say = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);

async function startStores(): Promise<{ stores: ChildProcess; url: string }> {
  const stores = fork(join(import.meta.dirname, 'stores.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ port }] = (await once(stores, 'message')) as [{ port: number }];
  return { stores, url: `http://127.0.0.1:${port}` };
}

const environmentOf = (url: string) => ({ PERAGUS_PROMETHEUS_URL: url, PERAGUS_LOKI_URL: url, PERAGUS_TEMPO_OTLP_URL: url });

/** Spans and lines: gateways drop points with labels that nobody has described. */
async function arrivedAt(stores: ChildProcess): Promise<number> {
  stores.send('count');
  const [{ arrived }] = (await once(stores, 'message')) as [{ arrived: Arrived }];
  return arrived.traces + arrived.logs;
}

/** CPU time of the Collectors for each 1000 records that the first of them acknowledges. */
async function measure(all: readonly ScaleCollector[], rate: number, seconds: number): Promise<Cost[]> {
  const load = new Load(all[0]?.otlpPort ?? 0, rate);
  await load.run(WARM_UP_S);
  const before = all.map((one) => one.usage().cpuMs);
  const acknowledged = load.acknowledged;
  await load.run(seconds);
  // What was acknowledged is worked on to its end: a batch waits half a second, a retry is none here.
  await sleep(1_500);
  const records = load.acknowledged - acknowledged;
  return all.map((one, index) => {
    const { cpuMs, peakRssMb } = one.usage();
    return { cpuMsPer1000: ((cpuMs - (before[index] ?? 0)) / records) * 1_000, peakRssMb };
  });
}

async function withAll<T>(options: readonly ScaleOptions[], run: (all: ScaleCollector[]) => Promise<T>): Promise<T> {
  const all: ScaleCollector[] = [];
  try {
    for (const one of options) all.push(await ScaleCollector.start(one));
    return await run(all);
  } finally {
    await Promise.all(all.map((one) => one.remove()));
  }
}

async function tierOf(program: string, count: number, rate: number, seconds: number): Promise<Tier> {
  const { stores, url } = await startStores();
  const ports = await Promise.all(Array.from({ length: count }, () => freePorts()));
  const list = ports.map((own) => `127.0.0.1:${own.PERAGUS_OTLP_GRPC_PORT}`).join(',');
  const gateways = ports.map(
    (own): ScaleOptions => ({ program, role: 'gateway', environment: { ...environmentOf(url), ...SAMPLED, ...own } }),
  );
  const agent: ScaleOptions = { program, role: 'agent', environment: { ...SAMPLED, PERAGUS_GATEWAYS: list } };
  try {
    const [first, ...rest] = await withAll([agent, ...gateways], (all) => measure(all, rate, seconds));
    return { agent: first as Cost, gateways: rest };
  } finally {
    stores.disconnect();
  }
}

/** An agent whose gateway comes late: how fast what it has kept arrives, from the first record to the last. */
async function drainOnce(program: string, rate: number, seconds: number): Promise<ScaleResult['drain'][number]> {
  const { stores, url } = await startStores();
  const own = await freePorts();
  const agent: ScaleOptions = { program, role: 'agent', environment: { PERAGUS_GATEWAYS: `127.0.0.1:${own.PERAGUS_OTLP_GRPC_PORT}` } };
  try {
    return await withAll([agent], async ([sender]) => {
      const load = new Load(sender?.otlpPort ?? 0, rate);
      await load.run(seconds);
      const kept = load.acknowledgedOf.traces + load.acknowledgedOf.logs;
      const before = sender?.usage().cpuMs ?? 0;
      return withAll([{ program, role: 'gateway', environment: { ...environmentOf(url), ...own } }], async () => {
        let first = 0;
        for (const startedMs = performance.now(); performance.now() - startedMs < DRAIN_WITHIN_MS; await sleep(50)) {
          const arrived = await arrivedAt(stores);
          if (arrived > 0 && first === 0) first = performance.now();
          if (arrived < kept) continue;
          const cpuMs = (sender?.usage().cpuMs ?? 0) - before;
          return { records: arrived, seconds: (performance.now() - first) / 1_000, cpuMsPer1000: (cpuMs / arrived) * 1_000 };
        }
        throw new Error(`The queue was not empty within ${DRAIN_WITHIN_MS / 1_000} s.`);
      });
    });
  } finally {
    stores.disconnect();
  }
}

async function main(rate: number, seconds: number, rounds: number, write: boolean): Promise<void> {
  const program =
    (await resolveBackend('collector', { environment: process.env, repository: REPOSITORY })).programs['otelcol-peragus'] ?? '';
  const processors: Record<string, Cost[]> = {};
  const tiers: ScaleResult['tiers'] = { 1: [], 2: [] };
  const drain: ScaleResult['drain'] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Turned around each time: what comes first in one round comes last in the next.
    for (const { name, role, without = [], more = [], isSampled } of round % 2 === 0 ? VARIANTS : VARIANTS.toReversed()) {
      const { stores, url } = await startStores();
      const environment = { ...environmentOf(url), ...(isSampled && SAMPLED) };
      const [cost] = await withAll([{ program, role, environment, without, more }], (all) => measure(all, rate, seconds));
      stores.disconnect();
      processors[name] = [...(processors[name] ?? []), cost as Cost];
      say(`round ${round + 1}: ${name}: ${cost?.cpuMsPer1000.toFixed(1)} ms per 1000, ${Math.round(cost?.peakRssMb ?? 0)} MB`);
    }
    for (const count of [1, 2] as const) {
      const tier = await tierOf(program, count, rate, seconds);
      tiers[count].push(tier);
      const parts = tier.gateways.map(({ cpuMsPer1000 }) => cpuMsPer1000.toFixed(1));
      say(`round ${round + 1}: ${count} gateways: agent ${tier.agent.cpuMsPer1000.toFixed(1)}, gateways ${parts.join(' + ')}`);
    }
    drain.push(await drainOnce(program, rate, seconds));
    say(`round ${round + 1}: drained ${JSON.stringify(drain.at(-1))}`);
  }
  const { model = 'unknown' } = cpus()[0] ?? {};
  const machine = `${cpus().length} × ${model}`;
  const result: ScaleResult = { date: new Date().toISOString().slice(0, 10), machine, rate, seconds, rounds, processors, tiers, drain };
  console.log(makeScalePage(result));
  if (!write) return;
  await writeFile(join(REPOSITORY, 'docs', 'scale-figures.json'), `${JSON.stringify(result, undefined, 2)}\n`);
  await writeFile(join(REPOSITORY, 'docs', 'scale-figures.md'), makeScalePage(result));
}

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '3000' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
  },
});
await main(Number(values.rate), Number(values.seconds), Number(values.rounds), values.write);
