// One run of a child: its span from start to end, how it ended, and the metrics of that.

import { type Counter, counter, type Histogram, histogram } from '../../signals/metrics.ts';
import { type Context, markFailed, SpanKind, startWork, type Work } from '../../signals/spans.ts';
import { attribute as a, metric, STILL_RUNNING } from '../../vocabulary/index.ts';
import { boundedName, type Command } from './command.ts';
import { onceRestarted, rememberCrash } from './restarts.ts';

export interface Run {
  readonly command: Command;
  /** Program as metrics name it. */
  readonly executable: string;
  readonly work: Work;
  readonly startedMs: number;
  runId: string | undefined;
  pid: number | undefined;
  /** The application asked it to stop. */
  stopRequested: boolean;
  /** Its span has ended before it did, because it runs long. */
  spanEnded: boolean;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  /** Name of the system error by which it didn't start, or was given up: ENOENT, ETIMEDOUT. */
  readonly systemError?: string | undefined;
}

const CLIENT = SpanKind.CLIENT;
let duration: Histogram;
let crashes: Counter;
let restarts: Counter;

/** Makes the instruments; once. */
export function measureRuns(): void {
  duration = histogram(metric.childProcessDuration);
  crashes = counter(metric.childProcessCrashes);
  restarts = counter(metric.childProcessRestarts);
}

/** Starts the span of a child that is about to start. */
export function startRun(command: Command): Run {
  const executable = boundedName(command.executable);
  const attributes = {
    [a.processExecutableName.key]: command.executable,
    ...(command.script ? { [a.childScript.key]: command.script } : {}),
  };
  const work = startWork(CLIENT, `spawn ${executable}`, attributes);
  const base = { command, executable, work, startedMs: performance.now() };
  return { ...base, runId: undefined, pid: undefined, stopRequested: false, spanEnded: false };
}

/** Says that the child has really started. */
export function markStarted(run: Run, pid: number | undefined): void {
  run.pid = pid;
  if (pid) run.work.span.setAttribute(a.childPid.key, pid);
  if (run.runId) run.work.span.setAttribute(a.runId.key, run.runId);
  if (onceRestarted(run.command)) restarts.add(1, { [a.processExecutableName.key]: run.executable });
}

/** Ends the span of a child that runs on, so that its trace shows it now. */
export function endSpanEarly(run: Run): void {
  if (run.spanEnded) return;
  run.spanEnded = true;
  run.work.span.addEvent(STILL_RUNNING);
  run.work.span.end();
}

/** Ends a run: facts on the span, or on a short one of its own where the first has left already. */
export function endRun(run: Run, ending: Ending): void {
  const errorType = failureOf(run, ending);
  const span = run.spanEnded ? startExit(run.work.context, run) : run.work.span;
  if (ending.code !== null) span.setAttribute(a.processExitCode.key, ending.code);
  if (ending.signal !== null) span.setAttribute(a.childExitSignal.key, ending.signal);
  if (run.stopRequested) span.setAttribute(a.childStopRequested.key, true);
  if (errorType !== undefined) markFailed(span, errorType);
  span.end();
  run.spanEnded = true;
  const attributes = { [a.processExecutableName.key]: run.executable, ...(errorType ? { [a.errorType.key]: errorType } : {}) };
  duration.record((performance.now() - run.startedMs) / 1000, attributes);
  if (errorType === undefined || ending.systemError !== undefined) return;
  crashes.add(1, attributes);
  rememberCrash(run.command);
}

function startExit(parent: Context, run: Run) {
  const attributes = { [a.processExecutableName.key]: run.command.executable, ...(run.pid ? { [a.childPid.key]: run.pid } : {}) };
  return startWork(CLIENT, `exit ${run.executable}`, attributes, parent).span;
}

// What the application asked for is no failure, whichever way the child answered.
function failureOf({ stopRequested }: Run, { code, signal, systemError }: Ending): string | undefined {
  if (systemError !== undefined) return systemError;
  if (stopRequested) return undefined;
  if (signal !== null) return signal;
  return code === 0 || code === null ? undefined : 'exit_code';
}
