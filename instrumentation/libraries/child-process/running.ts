// The children that run now: how many, their CPU time and memory, and the spans of those that run long.

import type { ChildProcess } from 'node:child_process';
import { guarded } from '../../errors.ts';
import { ONE_WORK_MS } from '../../signals/context/process-parent.ts';
import { observe } from '../../signals/metrics.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';
import { addEnded, endedCpuTime, startCpuTime } from './cpu.ts';
import { endOutput, observeOutput, watchOutput } from './output.ts';
import { cpuTimeOf, memoryOf } from './proc.ts';
import { endSpanEarly, type Run } from './run.ts';

/** Children looked up in /proc at one export, at about 30 µs each; those beyond keep their last numbers and get theirs when they end. */
const SAMPLED_MAX = 200;

interface Living {
  /** Last sample of its CPU time. */
  cpuTimeS: number;
  memoryBytes: number;
  readonly output: ReturnType<typeof watchOutput>;
  readonly longRun: NodeJS.Timeout;
}
const living = new Map<Run, Living>();
/** Programs that ever ran: their number goes back to 0 in so many words. */
const seen = new Set<string>();

/** Takes a started child into the table. */
export function rememberRunning(run: Run, child: ChildProcess): void {
  seen.add(run.executable);
  const longRun = setTimeout(
    guarded('ending the span of a long child process', () => endSpanEarly(run)),
    ONE_WORK_MS,
  );
  longRun.unref();
  living.set(run, { cpuTimeS: 0, memoryBytes: 0, output: watchOutput(child, run.executable), longRun });
}

/** Takes an ended child out of the table, and its last numbers into the sums. */
export function forgetRunning(run: Run): void {
  const last = living.get(run);
  if (!last) return;
  living.delete(run);
  clearTimeout(last.longRun);
  addEnded(run.executable, last.cpuTimeS);
  endOutput(last.output);
}

/** Notes that the application asked the child with this process id to stop. */
export function askToStop(pid: number): void {
  for (const run of living.keys()) if (run.pid === pid) run.stopRequested = true;
}

/** Ends the spans of children that outlive this process. */
export function endSpansOfRunning(): void {
  for (const run of living.keys()) endSpanEarly(run);
}

/** Reports what runs at each export. */
export function observeRunning(): void {
  startCpuTime();
  observe(metric.childProcessRunning, (report) =>
    reportSums(
      report,
      sumOf(() => 1),
    ),
  );
  observe(metric.childProcessCpuTime, (report) => {
    const sums = endedCpuTime();
    for (const [run, sample] of sampled()) sample.cpuTimeS = Math.max(sample.cpuTimeS, cpuTimeOf(run.pid ?? 0) ?? 0);
    for (const [run, { cpuTimeS }] of living) sums.set(run.executable, (sums.get(run.executable) ?? 0) + cpuTimeS);
    if (process.platform === 'linux') reportSums(report, sums);
  });
  observe(metric.childProcessMemoryUsage, (report) => {
    for (const [run, sample] of sampled()) sample.memoryBytes = memoryOf(run.pid ?? 0) ?? sample.memoryBytes;
    if (process.platform === 'linux')
      reportSums(
        report,
        sumOf(({ memoryBytes }) => memoryBytes),
      );
  });
  observeOutput();
}

const sampled = () => [...living].slice(0, SAMPLED_MAX);

function sumOf(read: (sample: Living) => number): Map<string, number> {
  const sums = new Map([...seen].map((executable) => [executable, 0]));
  for (const [{ executable }, sample] of living) sums.set(executable, (sums.get(executable) ?? 0) + read(sample));
  return sums;
}

function reportSums(report: (value: number, attributes: Record<string, string>) => void, sums: ReadonlyMap<string, number>): void {
  for (const [executable, sum] of sums) report(sum, { [a.processExecutableName.key]: executable });
}
