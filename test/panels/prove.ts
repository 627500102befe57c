// `npm run prove:panels`: every dashboard, panel, query and choice against real stores, and whether the proof notices what is broken.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DASHBOARDS } from '../../dashboards/build.ts';
import type { Ground } from '../../dashboards/proof/checks/check.ts';
import { grafanaOf, sendThrough, storesBehind } from '../../dashboards/proof/grafana.ts';
import { type BoardProof, mutantsOf, proveBoard, proveMutants } from '../../dashboards/proof/prove.ts';
import { Questions, sendDirectly } from '../../dashboards/proof/questions.ts';
import {
  BOARD_HEAD,
  boardRows,
  failuresOf,
  killsOf,
  LEAST_KILLED,
  MUTANT_HEAD,
  mutantRows,
  percent,
  type Report,
} from '../../dashboards/proof/report.ts';
import { subjectsOf } from '../../dashboards/proof/subject.ts';
import { type Board, loadBoards } from '../../dashboards/render/board.ts';
import { readStores } from '../../dashboards/render/queries/stores.ts';
import { parseTimeRange } from '../../dashboards/render/time-range.ts';
import { panelProofPage } from '../../scripts/panel-proof-page.ts';
import { seeded } from '../fault/support/random.ts';
import { CHOSEN } from '../support/dashboard-history.ts';
import { PanelStack } from '../support/panel-stack.ts';
import { HELP, type Options, readOptions, USAGE, UsageError } from './options.ts';
import { sampleOf } from './sample.ts';
import { plainTable } from './table.ts';

const EXIT = { proven: 0, notProven: 1, usage: 2, broken: 3 } as const;
const DOCS = join(import.meta.dirname, '../../docs');

const say = (text: string): void => console.error(`${new Date().toTimeString().slice(0, 8)} ${text}`);

function boardsFor({ dashboards }: Options): Board[] {
  const all = loadBoards();
  const stranger = dashboards.find((uid) => !all.some((board) => board.uid === uid));
  if (stranger) throw new UsageError(`There is no dashboard "${stranger}"; there are ${all.map(({ uid }) => uid).join(', ')}.`);
  return dashboards.length === 0 ? all : all.filter(({ uid }) => dashboards.includes(uid));
}

interface Standing {
  readonly ground: Ground;
  readonly through: string;
  readonly stop: () => Promise<void>;
}

/** Stores that run already, and what they hold of the last hour. */
function standGiven(environment: NodeJS.ProcessEnv): Standing {
  const range = parseTimeRange('now-1h', 'now', Date.now());
  const grafana = environment.GRAFANA_URL ? grafanaOf(environment.GRAFANA_URL, environment.GRAFANA_TOKEN) : undefined;
  const questions = grafana
    ? new Questions(storesBehind(grafana), range, sendThrough(grafana))
    : new Questions(readStores(environment), range, sendDirectly);
  const through = grafana ? `Grafana at ${grafana.base}` : 'stores that ran already';
  return { ground: { questions, boards: loadBoards(), one: undefined }, through, stop: async () => {} };
}

async function standScripted(boards: readonly Board[]): Promise<Standing> {
  say('starting Prometheus, Loki and Tempo');
  const stack = await PanelStack.start(boards);
  const grafana = await stack.startGrafana();
  const through = grafana ? 'Grafana, started in front of Prometheus, Loki and Tempo' : 'Prometheus, Loki and Tempo, asked directly';
  return { ground: { questions: stack.questions(grafana), boards: loadBoards(), one: CHOSEN }, through, stop: () => stack.stop() };
}

async function proveOn({ ground, through }: Standing, boards: readonly Board[], options: Options): Promise<Report> {
  const startedAt = performance.now();
  const { range } = ground.questions;
  const proven: BoardProof[] = [];
  for (const board of boards) {
    const proof = await proveBoard(board, DASHBOARDS, ground, options.valuesAtMost);
    proven.push(proof);
    say(`${proof.title}: ${proof.panels} panels, ${proof.queries} queries, ${proof.values.values} values, ${proof.failed.length} failed`);
  }
  const all = ground.one ? mutantsOf(boards.flatMap((board) => subjectsOf(board, DASHBOARDS))) : [];
  const some = options.mutants === undefined ? all : sampleOf(all, options.mutants, seeded(options.seed));
  // What is not proven as it is complains in any case.
  const mutants = failuresOf({ boards: proven }).length > 0 ? [] : await proveMutants(some, ground, say);
  const { unanswered } = ground.questions;
  if (unanswered > 0)
    throw new Error(`${unanswered} questions got no answer in time: nothing is proven. Try again on a machine that is less busy.`);
  return {
    date: new Date().toISOString().slice(0, 10),
    through,
    seed: options.seed,
    pastS: Math.round((range.toMs - range.fromMs) / 1_000),
    tookS: Math.round((performance.now() - startedAt) / 1_000),
    asked: ground.questions.asked,
    boards: proven,
    possible: all.length,
    mutants,
  };
}

function show(report: Report): void {
  console.log(plainTable(BOARD_HEAD, boardRows(report.boards)));
  if (report.mutants.length > 0) console.log(`\n${plainTable(MUTANT_HEAD, mutantRows(report.mutants))}`);
  for (const { kind, survivors } of report.mutants) for (const name of survivors) console.log(`survived: ${kind}: ${name}`);
  for (const sentence of failuresOf(report)) console.error(`not proven: ${sentence}`);
  const { made, killed } = killsOf(report.mutants);
  const noticed = made > 0 ? `; ${killed} of ${made} mutants noticed (${percent(killed, made)})` : '';
  console.log(`\n${report.through}; seed ${report.seed}; ${report.asked} questions in ${report.tookS} s${noticed}`);
}

async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    console.log(HELP);
    return EXIT.proven;
  }
  const boards = boardsFor(options);
  const standing = options.given || process.env.GRAFANA_URL ? standGiven(process.env) : await standScripted(boards);
  // Stores without their parent would go on for ever.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void standing.stop().finally(() => process.exit(EXIT.broken)));
  const report = await proveOn(standing, boards, options).finally(standing.stop);
  show(report);
  if (options.write) {
    writeFileSync(join(DOCS, 'dashboards-proof.json'), `${JSON.stringify(report, undefined, 1)}\n`);
    writeFileSync(join(DOCS, 'dashboards-proof.md'), panelProofPage());
  }
  const { made, killed } = killsOf(report.mutants);
  return failuresOf(report).length > 0 || killed < made * LEAST_KILLED ? EXIT.notProven : EXIT.proven;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  const isUsage = error instanceof UsageError;
  if (isUsage) console.error(USAGE);
  process.exitCode = isUsage ? EXIT.usage : EXIT.broken;
}
