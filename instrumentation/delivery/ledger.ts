// What became of every span, log record and point of this process, as counts: nothing vanishes without one.
//
// The law, at every moment and for each signal: emitted = delivered + dropped + spooled + queued.

import type { DELIVERED_SIGNALS, DROP_REASONS } from '../vocabulary/index.ts';

export type Signal = (typeof DELIVERED_SIGNALS)[number];
export type DropReason = (typeof DROP_REASONS)[number];

export interface SignalLedger {
  /** Offered to a queue. Of metrics: points of requests that were answered, since the next request has the same totals. */
  readonly emitted: number;
  /** Taken by a receiver. */
  readonly delivered: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Left memory for the disk. */
  readonly spooled: number;
  /** Delivered out of a spool, this process's or an earlier one's; no part of the law. */
  readonly replayed: number;
  /** Still in memory. */
  readonly queued: number;
}
export type LedgerState = Readonly<Record<Signal, SignalLedger>>;

type Counts = { -readonly [K in 'emitted' | 'delivered' | 'spooled' | 'replayed']: number } & {
  dropped: Partial<Record<DropReason, number>>;
};

const zero = (): Counts => ({ emitted: 0, delivered: 0, dropped: {}, spooled: 0, replayed: 0 });
const counts: Readonly<Record<Signal, Counts>> = { traces: zero(), logs: zero(), metrics: zero() };
/** Tells how many items are held, after it has counted those that were offered since. */
const holders: Partial<Record<Signal, () => number>> = {};

/** Told of each count with which items leave the account. */
let settled: ((signal: Signal, count: number) => void) | undefined;
/** Counts what nobody else has counted. */
let catchUp: (() => void) | undefined;

export const ledger = {
  onSettled(told: (signal: Signal, count: number) => void): void {
    settled = told;
  },
  beforeReading(count: () => void): void {
    catchUp = count;
  },
  /** Names who holds a signal's items; it counts what was offered to it when it is asked, not at each item. */
  heldBy(signal: Signal, held: () => number): void {
    holders[signal] = held;
  },
  emitted(signal: Signal, count: number): void {
    counts[signal].emitted += count;
  },
  delivered(signal: Signal, count: number): void {
    counts[signal].delivered += count;
    settled?.(signal, count);
  },
  dropped(signal: Signal, reason: DropReason, count: number): void {
    if (count <= 0) return;
    const { dropped } = counts[signal];
    dropped[reason] = (dropped[reason] ?? 0) + count;
    settled?.(signal, count);
  },
  spooled(signal: Signal, count: number): void {
    counts[signal].spooled += count;
    settled?.(signal, count);
  },
  replayed(signal: Signal, count: number): void {
    counts[signal].replayed += count;
  },
  /** The state of now. */
  read(): LedgerState {
    catchUp?.();
    return { traces: stateOf('traces'), logs: stateOf('logs'), metrics: stateOf('metrics') };
  },
};

function stateOf(signal: Signal): SignalLedger {
  const queued = holders[signal]?.() ?? 0;
  const { dropped, ...rest } = counts[signal];
  return { ...rest, dropped: { ...dropped }, queued };
}
