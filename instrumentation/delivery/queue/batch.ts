// A batch of records that was made once, and what becomes of it when an attempt to deliver it has ended.

import type { Attempt } from '../exporters/sender.ts';
import { ledger, type Signal } from '../ledger.ts';

export interface Batch<T> {
  readonly items: readonly T[];
  /** Counts up; halves of a batch keep its number. */
  readonly sequence: number;
  /** About what it holds of memory; 0 before it was weighed. */
  bytes: number;
  startedMs: number;
  /** Failed attempts, and when the first of them began. */
  tries: number;
  failingSinceMs: number;
}

/** `failure` says why, for people; nothing when all was taken. */
export type Fate =
  | { readonly kind: 'gone'; readonly failure?: string }
  | { readonly kind: 'split'; readonly failure: string }
  | { readonly kind: 'again'; readonly failure: string; readonly isUnreachable: boolean; readonly afterMs: number | undefined };

/** A batch that fails this often while others are taken is the fault of something in it. */
const TRIES_MAX = 5;
const TOO_LARGE = 413;

/** Decides on a batch after an attempt, and counts what leaves. `takenMs` is when another batch was taken last. */
export function decideFate<T>(signal: Signal, batch: Batch<T>, { answer, unreadable }: Attempt, takenMs: number): Fate {
  const { length } = batch.items;
  if (answer.kind === 'taken') {
    const sent = Math.max(0, length - unreadable);
    const rejected = Math.min(answer.rejected, sent);
    ledger.delivered(signal, sent - rejected);
    ledger.dropped(signal, 'partial', rejected);
    ledger.dropped(signal, 'unreadable', length - sent);
    return rejected > 0 ? { kind: 'gone', failure: `the Collector refused ${rejected} of ${length}` } : { kind: 'gone' };
  }
  if (answer.kind === 'refused') {
    const failure = `the Collector refused ${length} with status ${answer.status}`;
    return answer.status === TOO_LARGE ? splitOrDrop(signal, batch, failure) : drop(signal, batch, failure);
  }
  const { status, reason, afterMs } = answer;
  if (batch.tries === 0) batch.failingSinceMs = batch.startedMs;
  batch.tries += 1;
  if (batch.tries >= TRIES_MAX && takenMs > batch.failingSinceMs) return splitOrDrop(signal, batch, `${reason}, ${TRIES_MAX} times`);
  return { kind: 'again', failure: reason, isUnreachable: status === undefined, afterMs };
}

/** The same for a batch that can't be encoded: halves are tried until the one record is found. */
export function decideUnreadable<T>(signal: Signal, { items }: Batch<T>, failure: string): Fate {
  if (items.length > 1) return { kind: 'split', failure };
  ledger.dropped(signal, 'unreadable', items.length);
  return { kind: 'gone', failure };
}

function splitOrDrop<T>(signal: Signal, batch: Batch<T>, failure: string): Fate {
  return batch.items.length > 1 ? { kind: 'split', failure } : drop(signal, batch, failure);
}

function drop<T>(signal: Signal, { items }: Batch<T>, failure: string): Fate {
  ledger.dropped(signal, 'rejected', items.length);
  return { kind: 'gone', failure };
}

export function makeBatch<T>(items: readonly T[], sequence: number, bytes = 0): Batch<T> {
  return { items, sequence, bytes, startedMs: 0, tries: 0, failingSinceMs: 0 };
}

export function halvesOf<T>({ items, sequence, bytes }: Batch<T>): Batch<T>[] {
  const middle = items.length >> 1;
  const half = bytes >> 1;
  return [makeBatch(items.slice(0, middle), sequence, half), makeBatch(items.slice(middle), sequence, bytes - half)];
}
