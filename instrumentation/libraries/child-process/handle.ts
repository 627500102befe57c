// Asynchronous children: spawn, exec, execFile and fork all end at the native handle of their ChildProcess.

import type { ChildProcess } from 'node:child_process';
import { getSystemErrorName } from 'node:util';
import { attempt } from '../../errors.ts';
import { describeCommand } from './command.ts';
import { environmentFor } from './environment.ts';
import { endRun, markStarted, type Run, startRun } from './run.ts';
import { forgetRunning, rememberRunning } from './running.ts';

type Native = (this: unknown, ...args: unknown[]) => unknown;
interface Handle {
  spawn: Native;
  kill: Native;
  close: Native;
  readonly pid?: number;
}
/** The part of the native spawn's options that we read. */
interface SpawnOptions {
  readonly file: string;
  readonly args?: readonly string[];
  readonly envPairs?: readonly string[];
}

/** Native spawn of newer Node takes positions: file, args, cwd, envPairs, …; older Node one object. */
const ENVIRONMENT_AT = 3;

/** Follows one child from before its start; `child` was made a moment ago. */
export function followChild(child: ChildProcess, observeChildren: readonly string[]): void {
  const handle = (child as unknown as { _handle: Handle })._handle;
  let run: Run | undefined;
  cover(handle, 'spawn', (native) => (given) => {
    const prepared = attempt('starting the span of a child process', () => prepare(given, observeChildren));
    run = prepared?.run;
    const answer = native.apply(handle, prepared?.args ?? given);
    attempt('noting the start of a child process', () => {
      if (!run) return;
      if (answer === 0) {
        markStarted(run, handle.pid);
        rememberRunning(run, child);
      } else {
        endRun(run, { code: null, signal: null, systemError: getSystemErrorName(answer as number) });
        run = undefined;
      }
    });
    return answer;
  });
  cover(handle, 'kill', (native) => (given) => {
    const answer = native.apply(handle, given);
    // Signal 0 only asks whether the child is there.
    if (run && answer === 0 && given[0] !== 0) run.stopRequested = true;
    return answer;
  });
  // Node closes the handle when the child has ended, with code and signal set and before it tells the application.
  cover(handle, 'close', (native) => (given) => {
    const ended = run;
    run = undefined;
    if (ended)
      attempt('ending the span of a child process', () => {
        forgetRunning(ended);
        endRun(ended, { code: child.exitCode, signal: child.signalCode });
      });
    return native.apply(handle, given);
  });
}

// Not enumerable, so that a printed handle looks as before.
function cover(handle: Handle, name: 'spawn' | 'kill' | 'close', make: (native: Native) => (given: unknown[]) => unknown): void {
  const covered = make(handle[name]);
  Object.defineProperty(handle, name, { value: (...given: unknown[]) => covered(given), configurable: true, writable: true });
}

function prepare(given: readonly unknown[], observeChildren: readonly string[]): { readonly run: Run; readonly args: unknown[] } {
  const [first] = given;
  const byPosition = typeof first === 'string';
  const options = byPosition ? ({ file: first, args: given[1], envPairs: given[ENVIRONMENT_AT] } as SpawnOptions) : (first as SpawnOptions);
  const command = describeCommand(options.file, options.args ?? [options.file]);
  const run = startRun(command);
  const { pairs, runId } = environmentFor(options.envPairs, command, run.work.context, observeChildren);
  run.runId = runId;
  // The application may hold these options itself: they get a layer above, not a change.
  const args = byPosition ? given.with(ENVIRONMENT_AT, pairs) : [Object.create(options, { envPairs: { value: pairs } })];
  return { run, args };
}
