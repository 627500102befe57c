// What worker threads hold, in memory that all threads share: a thread that is terminated can't say what was lost with it, so the main thread does.
//
// Each worker has a row: its thread's id in the operating system, and how many spans and log records it holds. A row whose thread is
// gone holds what was lost; one that ended by itself has brought its numbers to 0. Without /proc, nobody can tell, and nothing is counted.

import { readlinkSync, statSync } from 'node:fs';
import { ledger } from '../ledger.ts';

/** Worker threads at a time whose loss is counted. */
const ROWS = 128;
const COLUMNS = 3;
const SIGNALS = ['traces', 'logs'] as const;
type Held = (typeof SIGNALS)[number];
const columnOf = { traces: 1, logs: 2 } as const;

let cells: Int32Array | undefined;
let own = -1;

/** Memory for the accounts of all workers of this process; the main thread hands it to them. */
export function openAccounts(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(ROWS * COLUMNS * Int32Array.BYTES_PER_ELEMENT);
  const rows = new Int32Array(memory);
  ledger.beforeReading(() => countTerminated(rows));
  return memory;
}

/** Takes a row for this worker. */
export function takeAccount(memory: SharedArrayBuffer): void {
  const thread = threadId();
  if (thread === undefined) return;
  const rows = new Int32Array(memory);
  for (let row = 0; row < rows.length; row += COLUMNS) {
    if (Atomics.compareExchange(rows, row, 0, thread) !== 0) continue;
    cells = rows;
    own = row;
    ledger.onSettled((signal, count) => {
      if (signal !== 'metrics') rows[row + columnOf[signal]] = Math.max((rows[row + columnOf[signal]] ?? 0) - count, 0);
    });
    return;
  }
}

/** Counts what a queue of this worker takes; in the main thread, nothing. */
export function countArrivals<T>(signal: Held, queue: { push(item: T): void }): void {
  const rows = cells;
  if (!rows) return;
  const cell = own + columnOf[signal];
  const push = queue.push.bind(queue);
  queue.push = (item) => {
    rows[cell] = (rows[cell] ?? 0) + 1;
    push(item);
  };
}

function countTerminated(rows: Int32Array): void {
  for (let row = 0; row < rows.length; row += COLUMNS) {
    const thread = Atomics.load(rows, row);
    if (thread === 0 || isRunning(thread)) continue;
    for (const signal of SIGNALS) {
      const lost = Atomics.exchange(rows, row + columnOf[signal], 0);
      if (lost === 0) continue;
      ledger.emitted(signal, lost);
      ledger.dropped(signal, 'exit', lost);
    }
    Atomics.store(rows, row, 0);
  }
}

function threadId(): number | undefined {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1)) || undefined;
  } catch {
    return undefined;
  }
}

const isRunning = (thread: number): boolean => statSync(`/proc/self/task/${thread}`, { throwIfNoEntry: false }) !== undefined;
