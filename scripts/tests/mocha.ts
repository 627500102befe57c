// One run of mocha in a process of its own: what it says goes on line by line, its totals come back.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Totals extends Counts {
  /** The files in which a test failed, and what came of each; a run that ended too soon names none. */
  readonly red: ReadonlyMap<string, Counts>;
  /** What the report says of each test that failed, line by line: it is said again at the end, since a long log of CI is cut down to its end. */
  readonly failures: readonly string[];
}

const MOCHA = join(createRequire(import.meta.url).resolve('mocha/package.json'), '..', 'bin', 'mocha.js');
/** The lines of test/support/counting-reporter.cjs. */
const COUNTS = /^(?:in (?<file>.+): )?(?<passed>\d+) passed, (?<failed>\d+) failed(?:, (?<skipped>\d+) skipped)?$/;
/** Begins the list of what failed, which ends the report. */
const LIST_OF_FAILURES = /^\s+\d+ failing$/;

/** Runs mocha with these arguments; the lines of totals are kept back, so that whoever adds them up prints the only one. */
export async function runMocha(args: readonly string[], print: (line: string) => void): Promise<Totals> {
  const colour = process.stdout.isTTY ? ['--color'] : [];
  const child = spawn(process.execPath, [MOCHA, ...colour, ...args], { stdio: ['inherit', 'pipe', 'pipe'] });
  let totals: Counts | undefined;
  let failures: string[] | undefined;
  const red = new Map<string, Counts>();
  const closed = once(child, 'close');
  createInterface(child.stderr).on('line', print);
  createInterface(child.stdout).on('line', (line) => {
    const found = COUNTS.exec(line)?.groups;
    if (found === undefined) {
      print(line);
      if (LIST_OF_FAILURES.test(stripVTControlCharacters(line))) failures = [];
      else failures?.push(line);
      return;
    }
    const { file, passed, failed, skipped = 0 } = found;
    const counts = { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
    if (file === undefined) totals = counts;
    else red.set(file, counts);
  });
  const [code, signal] = await closed;
  if (totals && (code === 0 || totals.failed > 0)) return { ...totals, red, failures: failures ?? [] };
  const ending = `mocha ended with ${signal ?? code} ${totals ? 'though no test failed' : 'before it told how many tests passed'}.`;
  print(ending);
  return { passed: totals?.passed ?? 0, failed: 1, skipped: totals?.skipped ?? 0, red, failures: [ending] };
}
