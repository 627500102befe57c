// npm run load: the largest rate that role single holds here, and what its durability costs beside contrib's usual style.

import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { findCacheFolder } from '../../stack/resolve/cache-folder.ts';
import { resolveBackend } from '../../stack/resolve/resolve.ts';
import { RECORDS_A_REQUEST } from './mix.ts';
import { HELP, type Options, readOptions } from './options.ts';
import { makePage } from './page.ts';
import { stockProgram } from './stock-program.ts';
import type { Subject } from './subject.ts';
import { runTrial, type Trial } from './trial.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const FIRST_RATE = 2_000;
const SEARCH_S = 15;
/** How near to the limit the search comes. */
const NEAR = 0.1;
/** What the longest trial must leave, because what a search of seconds finds is too much for minutes. */
const SHARE_OF_FOUND = 0.85;

const say = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);

/** Took all that was sent, in time, and nothing is missing. */
function held({ rate, seconds, acknowledged, refusedRequests, lost, behindMs }: Trial): boolean {
  const BEHIND_MS = 5_000;
  // What isn't a whole request yet when the time is over was never due.
  const due = 0.98 * rate * seconds - Object.values(RECORDS_A_REQUEST).reduce((sum, records) => sum + records, 0);
  return refusedRequests === 0 && lost === 0 && acknowledged >= due && behindMs < BEHIND_MS;
}

async function findRate(subject: Subject, trials: Trial[]): Promise<number> {
  let [good, bad] = [0, Number.POSITIVE_INFINITY];
  for (let rate = FIRST_RATE; bad - good > NEAR * good; rate = bad === Number.POSITIVE_INFINITY ? 2 * good : (good + bad) / 2) {
    const trial = await runTrial({ subject, rate: Math.round(rate), seconds: SEARCH_S, withKill: false, say });
    trials.push(trial);
    say(`${subject.name} at ${trial.rate}/s for ${SEARCH_S} s: ${held(trial) ? 'held' : 'too much'}, ${inShort(trial)}`);
    if (held(trial)) good = rate;
    else bad = rate;
    if (bad < FIRST_RATE / 8) break;
  }
  return Math.round(good);
}

const inShort = ({ reachedRate, cpuMsPer1000, peakRssMb, p99Ms, lost, refusedRequests, behindMs, lostByKill }: Trial): string =>
  `reached ${Math.round(reachedRate)}/s, ${cpuMsPer1000.toFixed(1)} ms CPU per 1000, ${Math.round(peakRssMb)} MB, p99 ${p99Ms.toFixed(0)} ms, ${refusedRequests} refused, ${lost} lost, ${Math.round(behindMs)} ms behind${lostByKill === undefined ? '' : `, ${lostByKill} lost by kill -9`}`;

async function main({ rate, minutes, rounds, write }: Options): Promise<void> {
  const { programs } = await resolveBackend('collector', { environment: process.env, repository: REPOSITORY });
  const subjects: Subject[] = [
    { name: 'single', title: 'role `single`', program: programs['otelcol-peragus'] ?? '' },
    { name: 'stock', title: "contrib's usual style", program: await stockProgram(REPOSITORY, findCacheFolder(process.env), say) },
  ];
  const [ours] = subjects as [Subject];
  const searched: Trial[] = [];
  const found: Record<string, number> = {};
  if (rate === undefined) for (const subject of subjects) found[subject.name] = await findRate(subject, searched);
  let asked = rate ?? Math.round((found[ours.name] ?? FIRST_RATE) * SHARE_OF_FOUND);
  const trials: Trial[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) {
      say(`round ${round + 1} of ${rounds}: ${subject.name} at ${asked}/s for ${minutes} min`);
      const trial = await runTrial({ subject, rate: asked, seconds: minutes * 60, withKill: true, say });
      say(`${subject.name}: ${held(trial) ? 'held' : 'too much'}, ${inShort(trial)}`);
      trials.push(trial);
      if (subject === ours && rate === undefined && !held(trial)) asked = Math.round(asked * SHARE_OF_FOUND);
    }
  }
  const result = { date: new Date().toISOString().slice(0, 10), minutes, found, searched, trials, load1: loadavg()[0] ?? 0 };
  const page = makePage(result, held);
  console.log(page);
  if (!write) return;
  await mkdir(join(REPOSITORY, 'docs'), { recursive: true });
  await writeFile(join(REPOSITORY, 'docs', 'load.json'), `${JSON.stringify(result, undefined, 2)}\n`);
  await writeFile(join(REPOSITORY, 'docs', 'load.md'), page);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else await main(options);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
