// What a queue is told: its limits, where the rest goes, and whom it tells.

import type { Spill } from '../spool/spill.ts';

export interface QueueTerms {
  readonly signal: 'traces' | 'logs';
  /** Longest wait before items are sent, in ms. */
  readonly delayMs: number;
  /** Most items that wait, and about how many bytes. */
  readonly itemsMax: number;
  readonly bytesMax: number;
  /** Most items in one request. */
  readonly batchMax: number;
  /** Longest time that a flush may wait for another attempt. */
  readonly flushMs: number;
  /** Gets the oldest when there is no more room; without it the newest are dropped. */
  readonly spill?: Spill | undefined;
}

export interface QueueReports {
  /** So many items were dropped since the last report, because the queue was full. */
  dropped(count: number): void;
  /** A batch was not taken; it is tried again, or lost and counted. */
  failed(reason: string, isLost: boolean): void;
}
