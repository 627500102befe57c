// What a process says of its own delivery: the ledger, as its metrics tell it to the sink.

import type { SignalName } from './fault.ts';
import type { Received } from './received.ts';

/** Counts of one signal. */
export interface LedgerCounts {
  readonly emitted: number;
  readonly delivered: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly spooled: number;
  readonly replayed: number;
  readonly queued: number;
}

const PREFIX = 'peragus.telemetry.';

/** The ledger as the last metrics had it, over all processes that sent to this sink; nothing while none has come. */
export function ledgerOf(received: Received, signal: SignalName): LedgerCounts | undefined {
  const points = (what: string) => received.points(PREFIX + what).filter(({ attributes }) => attributes['peragus.signal'] === signal);
  const total = (what: string) => points(what).reduce((sum, { value }) => sum + value, 0);
  if (points('emitted').length === 0) return undefined;
  const dropped: Record<string, number> = {};
  for (const { attributes, value } of points('dropped')) {
    const reason = String(attributes['peragus.drop.reason']);
    if (value > 0) dropped[reason] = (dropped[reason] ?? 0) + value;
  }
  return {
    emitted: total('emitted'),
    delivered: total('delivered'),
    dropped,
    spooled: total('spooled'),
    replayed: total('replayed'),
    queued: total('queue.size'),
  };
}
