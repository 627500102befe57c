// How much children write to stdout and stderr, read from the pipes' own counts: no listener, so no stream starts to flow.

import type { ChildProcess } from 'node:child_process';
import { observe } from '../../signals/metrics.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';

const STREAMS = ['stdout', 'stderr'] as const;
type StreamName = (typeof STREAMS)[number];

interface Output {
  readonly child: ChildProcess;
  readonly executable: string;
  ended: boolean;
}
/** Children that have ended and whose pipes are still open, as a grandchild can hold them; the oldest is counted as it is then. */
const OPEN_MAX = 1000;

const open = new Set<Output>();
const totals = new Map<string, Record<StreamName, number>>();

/** Counts from now on what a child writes. */
export function watchOutput(child: ChildProcess, executable: string): Output {
  const output = { child, executable, ended: false };
  open.add(output);
  return output;
}

/** Says that the child has ended; what is still in its pipes is counted as it is read. */
export function endOutput(output: Output): void {
  output.ended = true;
  if (!foldWhenClosed(output) && open.size > OPEN_MAX) makeRoom();
}

/** Counts what a synchronous child wrote. */
export function addOutput(executable: string, stream: StreamName, sizeBytes: number): void {
  if (sizeBytes > 0) totalsOf(executable)[stream] += sizeBytes;
}

/** Reports the bytes at each export. */
export function observeOutput(): void {
  observe(metric.childProcessIo, (report) => {
    for (const output of open) foldWhenClosed(output);
    const sums = new Map([...totals].map(([executable, each]) => [executable, { ...each }]));
    for (const { child, executable } of open) {
      const sum = sums.get(executable) ?? { stdout: 0, stderr: 0 };
      for (const stream of STREAMS) sum[stream] += readFrom(child, stream);
      sums.set(executable, sum);
    }
    for (const [executable, sum] of sums)
      for (const stream of STREAMS)
        if (sum[stream] > 0) report(sum[stream], { [a.processExecutableName.key]: executable, [a.childStream.key]: stream });
  });
}

function foldWhenClosed(output: Output): boolean {
  const closed = output.ended && STREAMS.every((stream) => output.child[stream]?.destroyed ?? true);
  if (closed) fold(output);
  return closed;
}

function fold(output: Output): void {
  open.delete(output);
  for (const stream of STREAMS) addOutput(output.executable, stream, readFrom(output.child, stream));
}

function makeRoom(): void {
  for (const output of open) foldWhenClosed(output);
  for (const output of open) {
    if (open.size <= OPEN_MAX) return;
    if (output.ended) fold(output);
  }
}

function totalsOf(executable: string): Record<StreamName, number> {
  const known = totals.get(executable) ?? { stdout: 0, stderr: 0 };
  totals.set(executable, known);
  return known;
}

function readFrom(child: ChildProcess, stream: StreamName): number {
  const { bytesRead } = (child[stream] ?? {}) as { bytesRead?: unknown };
  return typeof bytesRead === 'number' ? bytesRead : 0;
}
