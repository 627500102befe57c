// `npm test`: all tests, some of them side by side; what failed is said once more at the end. With arguments one run of mocha with these, such as a file or `--grep`.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { groups } from './tests/groups.ts';
import { runMocha, type Totals } from './tests/mocha.ts';

const REPOSITORY = join(import.meta.dirname, '..');

const print = (line: string): void => console.log(line);

/** Runs all groups at once; the first speaks as it runs, the others when it has ended. */
async function runBeside(all: readonly (readonly string[])[]): Promise<Totals[]> {
  const [first = [], ...others] = all;
  const held = others.map((files) => {
    const lines: string[] = [];
    return { lines, totals: runMocha(files, (line) => lines.push(line)) };
  });
  const done = [await runMocha(first, print)];
  for (const { lines, totals } of held) {
    done.push(await totals);
    for (const line of lines) print(line);
  }
  return done;
}

async function runAll(): Promise<Totals[]> {
  const { alone, beside } = groups(REPOSITORY);
  return [await runMocha(alone, print), ...(await runBeside(beside))];
}

/** `--grep x` looks into all files; whoever names files means these. */
const namesFiles = (args: readonly string[]): boolean => args.some((arg) => !arg.startsWith('-') && (arg.includes('*') || existsSync(arg)));

async function runWith(args: readonly string[]): Promise<Totals[]> {
  const { alone, beside } = groups(REPOSITORY);
  return [await runMocha(namesFiles(args) ? args : [...args, ...alone, ...beside.flat()], print)];
}

const args = process.argv.slice(2);
const done = args.length > 0 ? await runWith(args) : await runAll();
const sum = (key: 'passed' | 'failed' | 'skipped'): number => done.reduce((total, one) => total + one[key], 0);
const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
if (done.length > 1) for (const line of done.flatMap(({ failures }) => failures)) print(line);
print(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
