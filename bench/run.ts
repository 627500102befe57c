// `npm run bench`: compares the bare application, ours and other agents on this machine. `--help` says how.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compare, type ScenarioResult } from './compare.ts';
import { installPackages } from './install.ts';
import { Bench } from './measure.ts';
import { HELP, type Options, readOptions } from './options.ts';
import { costTable, receivedTable, rowsOf } from './report/table.ts';

const report = (line: string) => console.error(`${new Date().toTimeString().slice(0, 8)} ${line}`);

async function runComparison(options: Options): Promise<void> {
  const bench = new Bench();
  try {
    await bench.ready();
    const results: ScenarioResult[] = [];
    for (const scenario of options.scenarios) {
      const result = await compare(bench, scenario, options, report);
      results.push(result);
      const rows = rowsOf(result);
      console.log([`\n${scenario.title}\n`, ...costTable(result, rows), '', ...receivedTable(result, rows)].join('\n'));
    }
    const folder = path.join(import.meta.dirname, 'results');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'comparison.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  } finally {
    await bench.stop();
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else {
    await installPackages(report);
    await runComparison(options);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
