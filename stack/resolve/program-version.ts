// Asks a program for its version and makes sure that it is the program we mean.

import type { Job } from './job.ts';
import { runCommand } from './run-command.ts';

const ANSWER_LIMIT_MS = 5_000;

export interface VersionAnswer {
  /** Version such as `3.16.0`; undefined when the program is another one, says none, or doesn't run here. */
  readonly version: string | undefined;
  /** What it answered, or why it didn't, for a message. */
  readonly answer: string;
}

/** Runs `<program> --version` for at most 5 s; `names` are what the program may call itself. */
export async function askVersion(
  program: string,
  names: readonly string[],
  job: Pick<Job, 'environment' | 'signal'>,
): Promise<VersionAnswer> {
  const result = await runCommand(program, ['--version'], { env: job.environment, limitMs: ANSWER_LIMIT_MS, signal: job.signal });
  if (result.failure !== undefined) return { version: undefined, answer: result.failure };
  for (const line of `${result.stdout}\n${result.stderr}`.split('\n')) {
    // `prometheus, version 3.16.0 (branch: …)` or `otelcol-contrib version 0.158.0`.
    const match = /^(\S+?),? version v?(\d+\.\d+\S*)/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined && names.includes(match[1])) {
      return { version: match[2], answer: line.trim() };
    }
  }
  const firstLine = `${result.stdout}${result.stderr}`.split('\n')[0]?.trim() ?? '';
  return { version: undefined, answer: firstLine === '' ? 'says no version' : `says "${firstLine.slice(0, 80)}"` };
}

/** `3.16.0` → `3.16`. */
export function majorMinor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
