// Runs the example's processes for a test as the launcher does: each in its own process group, on free ports.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Place, ProcessSpec } from '../../stack/process-spec.ts';
import { freePorts } from './free-ports.ts';
import { waitFor } from './wait.ts';

const REPOSITORY = path.join(import.meta.dirname, '..', '..');
const PRELOAD = path.join(REPOSITORY, 'dist', 'instrumentation', 'register.js');
const STOP_DEADLINE_MS = 10_000;

/** A stack's place with a data folder of its own; nothing listens on its OTLP port. */
export async function createPlace(): Promise<Place & AsyncDisposable> {
  const data = await mkdtemp(path.join(tmpdir(), 'srcbook-test-'));
  const { ports } = await freePorts();
  return {
    repository: REPOSITORY,
    data,
    ports,
    environment: process.env,
    [Symbol.asyncDispose]: () => rm(data, { recursive: true, force: true, maxRetries: 5 }),
  };
}

export interface Running {
  readonly child: ChildProcess;
  /** What the process has written so far. */
  output(): string;
  /** Live processes of its group, one line each. */
  group(): Promise<string[]>;
  /** Sends a signal to the group and waits until no process of it is left: 10 s at most. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a process of the example and waits until it is ready. Runs it under the preload when that has been built. */
export async function startProcess(spec: ProcessSpec): Promise<Running> {
  const child = spawn(spec.command, existsSync(PRELOAD) ? spec.args : withoutPreload(spec.args), {
    cwd: spec.cwd,
    env: { ...process.env, ...spec.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const group = () => listGroup(child.pid as number);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if ((await group()).length > 0) process.kill(-(child.pid as number), signal);
    await waitFor(`${spec.name} and its children to end`, async () => (await group()).length === 0, STOP_DEADLINE_MS);
  };
  try {
    await waitFor(`${spec.readyUrl} to answer`, async () => (await fetch(spec.readyUrl)).ok, spec.readyWithinS * 1000);
  } catch (error) {
    await stop('SIGKILL');
    throw new Error(`${(error as Error).message} It wrote: ${output.slice(-1000)}`);
  }
  return { child, output: () => output, group, stop };
}

function withoutPreload(args: readonly string[]): string[] {
  const at = args.findIndex((argument) => argument.endsWith('/register.js'));
  return args.filter((_, index) => index !== at && index !== at - 1);
}

/** Ended processes that nobody has collected (state Z) hold nothing any more. */
async function listGroup(groupId: number): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pgid=,stat=,args=']);
  return stdout.split('\n').filter((line) => {
    const [id, state] = line.trim().split(/\s+/);
    return Number(id) === groupId && !state?.startsWith('Z');
  });
}
