// The ledger that a process prints when it ends, with PERAGUS_LOG_LEVEL=info; whatever became of its telemetry, it balances.

import { expect } from 'chai';
import type { DropReason, LedgerState, Signal, SignalLedger } from '../../../instrumentation/delivery/ledger.ts';

/** Makes a process print it. */
export const WITH_LEDGER = { PERAGUS_LOG_LEVEL: 'info' } as const;

/** And metrics leave at an interval that a busy machine can keep: one that is missed is a line on stderr. */
export const CALM = { ...WITH_LEDGER, OTEL_METRIC_EXPORT_INTERVAL: '5000' } as const;

const EMPTY: SignalLedger = { emitted: 0, delivered: 0, dropped: {}, spooled: 0, replayed: 0, queued: 0 };

/** The last ledger on stderr, which must balance. */
export function balancedLedger(stderr: string): LedgerState {
  const text = [...stderr.matchAll(/^peragus: ledger (\{.*\})$/gm)].at(-1)?.[1];
  expect(text, `a ledger in ${stderr}`).to.be.a('string');
  const told = JSON.parse(text ?? '{}') as Partial<Record<Signal, Partial<SignalLedger>>>;
  const state = { traces: { ...EMPTY, ...told.traces }, logs: { ...EMPTY, ...told.logs }, metrics: { ...EMPTY, ...told.metrics } };
  for (const [signal, { emitted, delivered, dropped, spooled, queued }] of Object.entries(state))
    expect(delivered + sumOf(dropped) + spooled + queued, `${signal} of ${text}`).to.equal(emitted);
  return state;
}

export const sumOf = (dropped: Readonly<Partial<Record<DropReason, number>>>): number =>
  Object.values(dropped).reduce((sum, count) => sum + count, 0);

/** Lines that say that something is wrong. */
export const complaintsIn = (stderr: string): string[] => stderr.split('\n').filter((line) => line.includes('PERAGUS-'));
