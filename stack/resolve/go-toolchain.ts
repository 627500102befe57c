// Is there a Go that can build this? Answers before a build begins, in one sentence when the answer is no.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findOnPath } from './executable.ts';
import type { Job } from './job.ts';
import type { ResolveErrorCode } from './resolve-error.ts';
import { runCommand } from './run-command.ts';

const ANSWER_LIMIT_MS = 15_000;

/** What stops a build: its code and the cause, as the middle of a sentence. */
export interface Obstacle {
  readonly code: ResolveErrorCode;
  readonly cause: string;
  /** The end of what go printed, when it is worth keeping. */
  readonly output?: string;
}

/** Finds `go` on PATH and compares it with the go line of `go.mod`; an older Go will do when it may fetch a newer toolchain. */
export async function findGo(job: Job, moduleFolder: string, temporary: string): Promise<{ go: string } | Obstacle> {
  const [go] = await findOnPath('go', job.environment, job.target.suffix);
  const needed = await readNeededVersion(moduleFolder);
  if (go === undefined) return { code: 'go-missing', cause: `\`go\` is not on PATH (Go ${needed} or newer builds it)` };
  // Outside of any module, so that the answer is about the installed Go and nothing is fetched.
  const result = await runCommand(go, ['env', 'GOVERSION', 'GOTOOLCHAIN'], {
    env: job.environment,
    cwd: temporary,
    limitMs: ANSWER_LIMIT_MS,
    signal: job.signal,
  });
  const [version = '', toolchain = ''] = result.stdout.split('\n').map((line) => line.trim());
  if (result.exitCode !== 0 || !version.startsWith('go')) {
    const said = result.failure ?? (result.stderr.trim().split('\n')[0] || 'it says no version');
    return { code: 'go-missing', cause: `${go} does not work (${said})` };
  }
  const installed = version.slice('go'.length);
  if (compareVersions(installed, needed) >= 0 || mayFetchToolchain(toolchain)) return { go };
  const why = toolchain === '' ? 'it is too old to fetch a newer one' : `GOTOOLCHAIN=${toolchain} forbids fetching a newer one`;
  return { code: 'go-too-old', cause: `Go ${needed} or newer is needed, ${go} is ${installed} and ${why}` };
}

async function readNeededVersion(moduleFolder: string): Promise<string> {
  const text = await readFile(path.join(moduleFolder, 'go.mod'), 'utf8');
  return /^go (\S+)$/m.exec(text)?.[1] ?? '1.26';
}

/** `auto`, `go1.26.8+auto` and the like; Go before 1.21 knows no toolchains and answers nothing. */
function mayFetchToolchain(setting: string): boolean {
  return setting === 'auto' || setting.endsWith('+auto') || /^go\d/.test(setting);
}

/** Negative when `a` is older than `b`; a release candidate counts as its release. */
function compareVersions(a: string, b: string): number {
  const numbers = (version: string): number[] => version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
