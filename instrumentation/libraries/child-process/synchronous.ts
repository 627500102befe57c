// Synchronous children: spawnSync, execSync and execFileSync all end at one function of a native binding.

import { getSystemErrorName } from 'node:util';
import { attempt, CODES, complain, reasonOf } from '../../errors.ts';
import { describeCommand } from './command.ts';
import { addSynchronous } from './cpu.ts';
import { environmentFor } from './environment.ts';
import { addOutput } from './output.ts';
import { waitedCpuTime } from './proc.ts';
import { endRun, markStarted, type Run, startRun } from './run.ts';

interface Options {
  readonly file: string;
  readonly args: readonly string[];
  readonly envPairs?: readonly string[];
}
interface Result {
  readonly pid: number;
  readonly status: number | null;
  readonly signal: string | null;
  /** Number of the system error, when there was one. */
  readonly error?: number;
  readonly output: readonly (Uint8Array | null)[] | null;
}
interface Binding {
  spawn(options: Options): Result;
}

/** Follows all synchronous children from now on. */
export function followSynchronous(observeChildren: readonly string[]): void {
  if (!mayStartChildren()) return;
  let binding: Binding;
  try {
    binding = bindingOf('spawn_sync');
  } catch (error) {
    complain(CODES.hookFailed, `spawnSync, execSync and execFileSync could not be instrumented (${reasonOf(error)}).`);
    return;
  }
  const native = binding.spawn;
  binding.spawn = (options) => {
    const prepared = attempt('starting the span of a synchronous child process', () => prepare(options, observeChildren));
    const result = native.call(binding, prepared?.options ?? options);
    if (prepared) attempt('ending the span of a synchronous child process', () => finish(prepared.run, result, prepared.waitedS));
    return result;
  };
}

// Under the permission model without --allow-child-process there is nothing to follow, and nothing to complain of.
const mayStartChildren = (): boolean => process.permission?.has('child') ?? true;

// The binding is the very object that node:child_process calls. With --pending-deprecation its look-up would print a warning that
// the application didn't cause; under the permission model it throws.
function bindingOf(name: string): Binding {
  const look = process as unknown as { binding(name: string): Binding; noDeprecation?: boolean };
  const before = Object.getOwnPropertyDescriptor(look, 'noDeprecation');
  Object.defineProperty(look, 'noDeprecation', { value: true, configurable: true, writable: true, enumerable: true });
  try {
    return look.binding(name);
  } finally {
    if (before) Object.defineProperty(look, 'noDeprecation', before);
    else delete look.noDeprecation;
  }
}

function prepare(options: Options, observeChildren: readonly string[]) {
  const command = describeCommand(options.file, options.args ?? [options.file]);
  const run = startRun(command);
  const { pairs, runId } = environmentFor(options.envPairs, command, run.work.context, observeChildren);
  run.runId = runId;
  return { run, waitedS: waitedCpuTime(), options: Object.create(options, { envPairs: { value: pairs } }) as Options };
}

function finish(run: Run, { pid, status, signal, error, output }: Result, waitedBeforeS: number | undefined): void {
  const systemError = error === undefined ? undefined : getSystemErrorName(error);
  if (pid) {
    markStarted(run, pid);
    // Node gave it up by itself: the time-out or the size that the application set.
    if (systemError !== undefined) run.stopRequested = true;
  }
  endRun(run, { code: status, signal, systemError });
  const [, stdout, stderr] = output ?? [];
  addOutput(run.executable, 'stdout', stdout?.byteLength ?? 0);
  addOutput(run.executable, 'stderr', stderr?.byteLength ?? 0);
  addSynchronous(run.executable, waitedBeforeS);
}
