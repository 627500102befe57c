// `npm run bench`: compares the bare application, ours and other agents on this machine. `--help` says how.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { markdownTable } from '../scripts/markdown-table.ts';
import { compare, type ScenarioResult } from './compare.ts';
import { installPackages } from './install.ts';
import { HELP, type Options, readOptions } from './options.ts';
import { machine, verdict, writeFigures } from './report/page.ts';
import { costTable, receivedTable, rowsOf } from './report/table.ts';
import { scale } from './scaling.ts';
import type { Scenario } from './scenarios.ts';
import { Bench } from './stage.ts';

const command = ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');
const report = (line: string) => console.error(`${new Date().toTimeString().slice(0, 8)} ${line}`);

async function runComparison(bench: Bench, options: Options): Promise<void> {
  const scenarios: ScenarioResult[] = [];
  for (const scenario of options.scenarios) {
    if (!(await canRun(scenario))) continue;
    const result = await compare(bench, scenario, options, report);
    scenarios.push(result);
    if (options.write) await writeFigures({ comparisons: { [scenario.name]: { command, machine: machine(), result } } });
    const rows = rowsOf(result);
    console.log([`\n${scenario.title}\n`, ...costTable(result, rows), '', ...verdict(rows), '', ...receivedTable(result, rows)].join('\n'));
  }
  await keep('comparison', scenarios);
}

async function canRun({ name, prepare }: Scenario): Promise<boolean> {
  try {
    await prepare?.(report);
    return true;
  } catch (error) {
    report(`${name} is left out: ${(error as Error).message}`);
    return false;
  }
}

async function runScaling(bench: Bench, options: Options): Promise<void> {
  const curves = await scale(bench, options.rounds, report);
  for (const { title, xs, bare, ours, unit, verdict } of curves) {
    const rows = xs.map((x, index) => [String(x), `${bare[index]?.toFixed(1)} ${unit}`, `${ours[index]?.toFixed(1)} ${unit}`]);
    console.log([`\n${title}\n`, ...markdownTable(['', 'bare', 'ours'], rows), '', verdict].join('\n'));
  }
  await keep('scaling', curves);
  if (options.write) await writeFigures({ scaling: { command, machine: machine(), curves } });
}

async function keep(name: string, figures: unknown): Promise<void> {
  const folder = path.join(import.meta.dirname, 'results');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${name}.json`), `${JSON.stringify(figures, undefined, 2)}\n`);
}

async function run(options: Options): Promise<void> {
  await installPackages(report);
  const startedAt = performance.now();
  const bench = new Bench();
  try {
    await bench.ready();
    await (options.scaling ? runScaling : runComparison)(bench, options);
  } finally {
    await bench.stop();
  }
  report(`Done in ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else await run(options);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
