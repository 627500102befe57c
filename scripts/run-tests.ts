// `npm test`: all tests, some of them side by side; what failed is said at the end. With arguments one run of mocha with these, such as a file or `--grep`.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { groups } from './tests/groups.ts';
import { type Counts, runMocha, type Totals } from './tests/mocha.ts';
import { judge } from './tests/once-more.ts';

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

async function runAll(): Promise<Counts> {
  const { alone, beside } = groups(REPOSITORY);
  const done = [await runMocha(alone, print), ...(await runBeside(beside))];
  const { notes, ...counts } = await judge(done, (files) => runMocha(files, print));
  for (const note of notes) print(note);
  return counts;
}

/** `--grep x` looks into all files; whoever names files means these. */
const namesFiles = (args: readonly string[]): boolean => args.some((arg) => !arg.startsWith('-') && (arg.includes('*') || existsSync(arg)));

async function runWith(args: readonly string[]): Promise<Counts> {
  const { alone, beside } = groups(REPOSITORY);
  return runMocha(namesFiles(args) ? args : [...args, ...alone, ...beside.flat()], print);
}

const args = process.argv.slice(2);
const { passed, failed, skipped } = await (args.length > 0 ? runWith(args) : runAll());
print(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
