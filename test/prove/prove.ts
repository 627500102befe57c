// `npm run prove:alerts`: faults in a live stack, and whether people hear of them in time. `--help` says how.

import { keptUp } from '../../scripts/alert-ledger.ts';
import { FAULTS } from './faults/index.ts';
import { writeLedger } from './ledger.ts';
import { isLasting } from './measure.ts';
import { HELP, type Options, readOptions } from './options.ts';
import { type PhaseResult, type RowResult, runPhase } from './phase-run.ts';
import { expectedOf, PHASES, type Row } from './row.ts';
import { World } from './world.ts';

const say = (line: string) => console.error(`${new Date().toTimeString().slice(0, 8)} ${line}`);

function rowsOf({ only, phases }: Options): Row[] {
  const rows = FAULTS.filter((row) => phases.length === 0 || phases.includes(row.phase));
  return rows.filter((row) => only.length === 0 || expectedOf(row).some(({ alert }) => only.includes(alert)));
}

/** The rows whose faults this machine can have; the others are named with the reason. */
async function possible(rows: readonly Row[]): Promise<Row[]> {
  const found: Row[] = [];
  for (const row of rows) {
    const reason = await row.impossible?.();
    if (reason === undefined) found.push(row);
    else say(`left out, ${reason}: ${row.fault}`);
  }
  return found;
}

/** @throws Error when the stack does not start */
async function prove(options: Options): Promise<PhaseResult[]> {
  const { clock, only, write } = options;
  const rows = rowsOf(options);
  if (rows.length === 0) throw new Error('No fault is meant by --only and --phase; --list tells which there are.');
  const world = new World(say, (alert) => only.length === 0 || only.includes(alert));
  const interrupt = () => void world.close().finally(() => process.exit(130));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await world.open(clock);
    const done: PhaseResult[] = [];
    for (const phase of PHASES) {
      const ofPhase = await possible(rows.filter((row) => row.phase === phase));
      if (ofPhase.length === 0) continue;
      const result = await runPhase(phase, ofPhase, world);
      done.push(result);
      if (write) await writeLedger(result, clock.timeScale);
    }
    return done;
  } finally {
    await world.close();
  }
}

/** What is missing: alerts that nobody was told of, or whose end nobody was told of. */
const missing = ({ row, measured }: RowResult): string[] =>
  measured.flatMap((one) => {
    const name = `${one.alert} ${one.severity} of ${one.service}`;
    if (one.heldBackBy && one.toldS === undefined) return [];
    if (one.toldS === undefined) return [`${name}: nobody was told`];
    return one.resolvedS === undefined && !isLasting(row, one) ? [`${name}: its end was not told`] : [];
  });

function report(phases: readonly PhaseResult[]): boolean {
  const gaps = phases.flatMap(({ results }) => results.flatMap(missing));
  const pages = phases.flatMap(({ phase, falsePages, stalledS }) =>
    (keptUp({ stalledS }) ? falsePages : []).map(({ alert, service, atS }) => `${alert} of ${service}, ${atS} s into phase ${phase}`),
  );
  const measured = phases.flatMap(({ results }) => results.flatMap((result) => result.measured));
  const told = measured.flatMap(({ toldS, heldBackBy }) => (toldS === undefined || heldBackBy ? [] : [toldS])).sort((a, b) => a - b);
  const heldBack = measured.filter(({ heldBackBy }) => heldBackBy);
  console.log(
    `${told.length} of ${measured.length} alerts told at once; median ${told[Math.floor(told.length / 2)] ?? '–'} s, worst ${told.at(-1) ?? '–'} s; ${heldBack.length} held back by another`,
  );
  const stalled = phases.filter((one) => !keptUp(one));
  for (const gap of gaps) console.log(`not proven: ${gap}`);
  for (const page of pages) console.log(`false page: ${page}`);
  for (const { phase, stalledS, falsePages } of stalled) {
    const unjudged = falsePages.map(({ alert, service }) => `${alert} of ${service}`).join(', ') || 'none';
    console.log(
      `phase ${phase}: the machine stood still for ${stalledS} s, so who else was paged says nothing (${unjudged}); make it again`,
    );
  }
  return gaps.length === 0 && pages.length === 0 && stalled.length === 0;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else if (options.list) for (const row of rowsOf(options)) console.log(`${row.phase}: ${row.fault} → ${row.alerts.join(', ')}`);
  else if (!report(await prove(options))) process.exitCode = 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
