// Tells the ledger: as metrics at each export, and in one line at the end of a process that runs with PERAGUS_LOG_LEVEL=info.

import { inform } from '../errors.ts';
import { observe } from '../signals/metrics.ts';
import { attribute as a, DELIVERED_SIGNALS, type Metric, metric } from '../vocabulary/index.ts';
import { ledger, type SignalLedger } from './ledger.ts';

/** Is there from the beginning, so that the first drop of another reason is preceded by a zero. */
const FIRST_REASON = 'queue_full';

export function observeLedger(): void {
  observeEach(metric.telemetryEmitted, ({ emitted }) => emitted);
  observeEach(metric.telemetryDelivered, ({ delivered }) => delivered);
  observeEach(metric.telemetrySpooled, ({ spooled }) => spooled);
  observeEach(metric.telemetryReplayed, ({ replayed }) => replayed);
  observeEach(metric.telemetryQueueSize, ({ queued }) => queued);
  observe(metric.telemetryDropped, (tell) => {
    const state = ledger.read();
    for (const signal of DELIVERED_SIGNALS)
      for (const [reason, count] of Object.entries({ [FIRST_REASON]: 0, ...state[signal].dropped }))
        tell(count, { [a.signal.key]: signal, [a.dropReason.key]: reason });
  });
}

function observeEach(entry: Metric, read: (state: SignalLedger) => number): void {
  observe(entry, (tell) => {
    const state = ledger.read();
    for (const signal of DELIVERED_SIGNALS) tell(read(state[signal]), { [a.signal.key]: signal });
  });
}

/** For the end of a process. */
export function tellLedger(level: string): void {
  if (level === 'info' || level === 'debug') inform(`ledger ${JSON.stringify(ledger.read(), withoutZeros)}`);
}

const withoutZeros = (_key: string, value: unknown): unknown => (value === 0 ? undefined : value);
