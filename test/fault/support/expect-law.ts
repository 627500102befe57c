// The law of delivery: what was emitted = what arrived, each counted once + what was dropped, by reason + what lies in the spool.

import { expect } from 'chai';

/** Of one signal, or of what of it a test numbers. */
export interface Balance {
  /** What the application made. */
  readonly emitted: number;
  /** Different items that the sink took. */
  readonly unique: number;
  /** Counted drops, by reason. */
  readonly dropped?: Readonly<Record<string, number>>;
  readonly spooled?: number;
  /** Items whose request came whole but whose answer may have been lost: a sender may rightly count these as not delivered. */
  readonly unanswered?: number;
}

/** Items that are nowhere: neither taken, nor counted as dropped, nor in the spool. Below 0: counted twice. */
export function silentLoss({ emitted, unique, dropped = {}, spooled = 0 }: Balance): number {
  return emitted - unique - Object.values(dropped).reduce((sum, count) => sum + count, 0) - spooled;
}

/** Silent loss is 0. What a sender could not know to have arrived may be counted twice, nothing else. */
export function expectLaw(what: string, balance: Balance): void {
  const silent = silentLoss(balance);
  const least = -(balance.unanswered ?? 0);
  expect(silent, `silent loss of ${what}, ${JSON.stringify(balance)}`).to.be.within(least, 0);
}
