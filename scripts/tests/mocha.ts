// One run of mocha in a process of its own: what it says goes on line by line, its totals come back.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What the report says of each test that failed, line by line; what a long log of CI is cut down to shows them only when they come last. */
  readonly failures: readonly string[];
}

const MOCHA = join(createRequire(import.meta.url).resolve('mocha/package.json'), '..', 'bin', 'mocha.js');
/** The line of test/support/counting-reporter.cjs. */
const LAST_LINE = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/;
/** Begins the list of what failed, which ends the report. */
const LIST_OF_FAILURES = /^\s+\d+ failing$/;

/** Runs mocha with these arguments; the line of totals is kept back, so that whoever adds them up prints the only one. */
export async function runMocha(args: readonly string[], print: (line: string) => void): Promise<Totals> {
  const colour = process.stdout.isTTY ? ['--color'] : [];
  const child = spawn(process.execPath, [MOCHA, ...colour, ...args], { stdio: ['inherit', 'pipe', 'pipe'] });
  let totals: Omit<Totals, 'failures'> | undefined;
  let failures: string[] | undefined;
  const closed = once(child, 'close');
  createInterface(child.stderr).on('line', print);
  createInterface(child.stdout).on('line', (line) => {
    const [, passed, failed, skipped = 0] = LAST_LINE.exec(line) ?? [];
    if (LIST_OF_FAILURES.test(stripVTControlCharacters(line))) failures = [];
    else if (passed === undefined) failures?.push(line);
    if (passed === undefined) print(line);
    else totals = { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
  });
  const [code, signal] = await closed;
  if (totals && (code === 0 || totals.failed > 0)) return { ...totals, failures: failures ?? [] };
  const ending = `mocha ended with ${signal ?? code} ${totals ? 'though no test failed' : 'before it told how many tests passed'}.`;
  print(ending);
  return { passed: totals?.passed ?? 0, failed: 1, skipped: totals?.skipped ?? 0, failures: [ending] };
}
