// Runs one command to its end with a time limit, and takes its whole process group down on a limit or an abort.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** How much of each stream is kept: the end, where errors stand. */
const KEPT_CHARACTERS = 65_536;
/** From the polite signal to the one that can't be ignored; go needs a moment to remove its temporary folder. */
const KILL_AFTER_MS = 2_000;

export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface CommandResult {
  /** Undefined when the command never started or was killed. */
  readonly exitCode: number | undefined;
  /** The last 64 K characters of each stream. */
  readonly stdout: string;
  readonly stderr: string;
  /** Why it did not end by itself: it can't be started, or its time was up. */
  readonly failure: string | undefined;
}

/**
 * Runs a command without a shell and without standard input.
 * @throws the abort reason when `signal` aborts, after the process group is gone.
 */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  options.signal?.throwIfAborted();
  const grouped = process.platform !== 'win32';
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: grouped,
    windowsHide: true,
  });
  const kept = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    readLines(child[name], (line) => {
      kept[name] = `${kept[name]}${line}\n`.slice(-KEPT_CHARACTERS);
      options.onLine?.(line, name);
    });
  }
  let failure: string | undefined;
  const stop = (): void => stopGroup(child, grouped);
  const limit = setTimeout(() => {
    failure = `did not end within ${options.limitMs / 1000} s`;
    stop();
  }, options.limitMs);
  options.signal?.addEventListener('abort', stop, { once: true });
  const exitCode = await new Promise<number | undefined>((resolve) => {
    child.once('error', (error) => {
      failure ??= `can't be started (${(error as NodeJS.ErrnoException).code ?? error.message})`;
      resolve(undefined);
    });
    child.once('close', (code) => resolve(code ?? undefined));
  });
  clearTimeout(limit);
  options.signal?.removeEventListener('abort', stop);
  options.signal?.throwIfAborted();
  return { exitCode: failure === undefined ? exitCode : undefined, ...kept, failure };
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
}

/** Ends the child with all it started: politely, then surely. */
function stopGroup(child: ChildProcess, grouped: boolean): void {
  const send = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      if (grouped) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // The group is gone already.
    }
  };
  send('SIGTERM');
  const timer = setTimeout(() => {
    send('SIGKILL');
    // A grandchild that left the group may hold the pipes; we don't wait for it.
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, KILL_AFTER_MS);
  child.once('close', () => clearTimeout(timer));
}
