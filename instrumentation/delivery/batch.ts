// A batch of records that was made once, and what becomes of it when an attempt to deliver it has ended.

import { verdictOf } from './answers.ts';
import { ledger, type Signal } from './ledger.ts';
import type { Attempt } from './sender.ts';

export interface Batch<T> {
  readonly items: readonly T[];
  /** Counts up; halves of a batch keep its number. */
  readonly sequence: number;
  /** About what it holds of memory. */
  bytes: number;
  /** Attempts that the receiver failed at. */
  tries: number;
  startedMs: number;
}

/** A receiver that fails this often at one batch, by a fault of its own, gets no further chance: the others wait behind it. */
const TRIES_MAX = 5;
const TOO_LARGE = 413;

/** `failure` says why, for people; nothing when all was taken. */
export type Fate =
  | { readonly kind: 'gone'; readonly failure?: string }
  | { readonly kind: 'split'; readonly failure: string }
  | { readonly kind: 'again'; readonly failure: string; readonly isUnreachable: boolean; readonly afterMs: number | undefined };

/** Decides on a batch after an attempt, and counts what leaves. */
export function decideFate<T>(signal: Signal, batch: Batch<T>, { answer, unreadable }: Attempt): Fate {
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
    if (answer.status === TOO_LARGE && length > 1) return { kind: 'split', failure };
    ledger.dropped(signal, 'rejected', length);
    return { kind: 'gone', failure };
  }
  const { status, reason, afterMs } = answer;
  if (status !== undefined) batch.tries += 1;
  if (status !== undefined && verdictOf(status) === 'few' && batch.tries >= TRIES_MAX) {
    ledger.dropped(signal, 'rejected', length);
    return { kind: 'gone', failure: `the Collector failed at ${length} with status ${status} ${TRIES_MAX} times` };
  }
  return { kind: 'again', failure: reason, isUnreachable: status === undefined, afterMs };
}

/** The same for a batch that can't be encoded: halves are tried until the one record is found. */
export function decideUnreadable<T>(signal: Signal, { items }: Batch<T>, failure: string): Fate {
  if (items.length > 1) return { kind: 'split', failure };
  ledger.dropped(signal, 'unreadable', items.length);
  return { kind: 'gone', failure };
}

export function halvesOf<T>({ items, sequence, bytes, tries }: Batch<T>): Batch<T>[] {
  const middle = items.length >> 1;
  const half = (part: readonly T[]): Batch<T> => ({ items: part, sequence, bytes: Math.ceil(bytes / 2), tries, startedMs: 0 });
  return [half(items.slice(0, middle)), half(items.slice(middle))];
}
