// What became of a process's telemetry, a row for each signal that it has.

import type { SignalLedger } from '../delivery/ledger.ts';
import type { Proof } from '../self-proof/proof.ts';
import { DELIVERED_SIGNALS } from '../vocabulary/index.ts';

/** A preload of an older version, in another process, reports no ledger. */
type Reported = { readonly ledger?: Proof['ledger'] };

export function ledgerRows({ ledger }: Reported): { readonly ok: boolean; readonly name: string; readonly detail: string }[] {
  if (!ledger) return [];
  return DELIVERED_SIGNALS.filter((signal) => ledger[signal].emitted + ledger[signal].replayed > 0).map((signal) => {
    const ok = isComplete(ledger[signal]);
    return { ok, name: `${signal} ledger`, detail: describe(ledger[signal]) };
  });
}

/** Nothing was dropped. */
export function isWhole({ ledger }: Reported): boolean {
  return !ledger || DELIVERED_SIGNALS.every((signal) => isComplete(ledger[signal]));
}

const isComplete = ({ dropped }: SignalLedger): boolean => Object.keys(dropped).length === 0;

function describe({ emitted, delivered, queued, spooled, replayed, dropped }: SignalLedger): string {
  const lost = Object.entries(dropped).map(([reason, count]) => `${count} dropped (${reason})`);
  const disk = spooled + replayed > 0 ? [`${spooled} spooled`, `${replayed} replayed`] : [];
  return [`${emitted} emitted`, `${delivered} delivered`, `${queued} queued`, ...disk, ...lost].join(', ');
}
