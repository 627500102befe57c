// Runs the launcher as a child process, with tiny servers or as it is, and looks at what it leaves behind.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TinyStack } from '../fixtures/launcher/tiny-stack.ts';
import { waitFor } from './wait.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
export const START = join(REPOSITORY, 'stack', 'start.ts');
export const TINY_STACK = join(REPOSITORY, 'test', 'fixtures', 'launcher', 'tiny-stack.ts');

export interface LauncherRun {
  readonly child: ChildProcess;
  readonly pid: number;
  /** What was printed so far. */
  readonly output: { stdout: string; stderr: string };
  /** Exit code, or the name of the signal that ended the launcher. */
  readonly exit: Promise<number | string>;
  /** Waits until stdout holds the text, or gives up with all the output. */
  printed(text: string | RegExp, deadlineMs?: number): Promise<void>;
}

/** Starts a script of the launcher in a process group of its own, with a data folder and settings. */
export function startLauncher(script: string, args: readonly string[], environment: Record<string, string>): LauncherRun {
  // What npm says about the test run is not meant for the launcher.
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|PERAGUS_|NO_COLOR|FORCE_COLOR)/.test(name)));
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      output[name] += chunk.toString('utf8');
    });
  }
  const exit = new Promise<number | string>((resolve) => child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown')));
  const printed = async (text: string | RegExp, deadlineMs = 30_000) => {
    const look = () => (typeof text === 'string' ? output.stdout.includes(text) : text.test(output.stdout));
    await waitFor(`"${text}"`, look, deadlineMs).catch((error: Error) => {
      throw new Error(`${error.message}\nstdout: ${output.stdout}\nstderr: ${output.stderr}`);
    });
  };
  return { child, pid: child.pid ?? 0, output, exit, printed };
}

/** Starts the launcher with tiny servers. */
export function startTinyStack(data: string, stack: TinyStack, environment: Record<string, string> = {}): LauncherRun {
  return startLauncher(TINY_STACK, [JSON.stringify(stack)], { PERAGUS_DATA_DIR: data, ...environment });
}

/** A data folder of its own for one test; `remove` deletes it. */
export function makeDataFolder(): { data: string; remove(): void } {
  const data = realpathSync(mkdtempSync(join(tmpdir(), 'peragus-launcher-')));
  return { data, remove: () => rmSync(data, { recursive: true, force: true }) };
}

/** The pids of a tiny server and of its children. */
export async function readPids(port: number): Promise<number[]> {
  const response = await fetch(`http://127.0.0.1:${port}/`);
  return (await response.json()) as number[];
}

/** Does the process run? One that has ended and waits to be reaped does not. */
export function isAlive(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}
