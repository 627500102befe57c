// The way to the disk for what has no room in memory, and how much of the event loop's time it may take.
//
// On the disk a record costs ten times what it costs to send. What is saved up serves a burst; an application that makes more than
// can be sent, for as long as it does, keeps the rest of its time, and what is beyond is dropped and counted.

import { attempt } from '../../errors.ts';
import type { LogItem, SpanItem } from '../exporters/sender.ts';
import { ledger } from '../ledger.ts';
import type { Spill } from '../spool/spill.ts';
import type { Batch } from './batch.ts';

/** Of the time, while the receiver answers and while it doesn't. */
const SHARES = { answering: 0.05, away: 0.25 } as const;
/** Most that is saved up: about 10 000 records. */
const SAVED_MAX_MS = 500;

export class Relief<T extends SpanItem | LogItem> {
  readonly #signal: 'traces' | 'logs';
  readonly #spill: Spill | undefined;
  #savedMs = SAVED_MAX_MS;
  #atMs = 0;

  constructor(signal: 'traces' | 'logs', spill: Spill | undefined) {
    this.#signal = signal;
    this.#spill = spill;
  }

  /** Whether there is a disk, and time for one more batch. */
  isOpen(receiver: keyof typeof SHARES): boolean {
    if (!this.#spill) return false;
    const nowMs = performance.now();
    this.#savedMs = Math.min(this.#savedMs + (nowMs - this.#atMs) * SHARES[receiver], SAVED_MAX_MS);
    this.#atMs = nowMs;
    return this.#savedMs > 0;
  }

  /** Writes a batch; false when the disk doesn't take it. */
  keep({ items }: Batch<T>): boolean {
    const startedMs = performance.now();
    const kept = attempt('Writing to the spool', () => this.#spill?.keep(this.#signal, items));
    this.#savedMs -= performance.now() - startedMs;
    if (!kept) return false;
    ledger.dropped(this.#signal, 'unreadable', items.length - kept);
    return true;
  }
}
