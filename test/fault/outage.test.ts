// R21: a Collector that is away for two thirds of the time: everything arrives once it is back, from memory that stays bounded.

import { setTimeout as lasting } from 'node:timers/promises';
import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { waitFor } from '../support/wait.ts';
import { FaultSink } from './support/fault-sink.ts';
import { balancedLedger, CALM, complaintsIn, sumOf, WITH_LEDGER } from './support/ledger-line.ts';
import { peakMb } from './support/memory.ts';
import { startNumbered } from './support/numbered-run.ts';
import { REPETITIONS } from './support/repetitions.ts';

/** The long form is that of the table: 60 s at 100 a second, 40 s away; the short one has as many items in a tenth of the time. */
const FACTOR = REPETITIONS > 1 ? 1 : 10;
const ITEMS = 6000;
const AWAY_MS = 40_000 / FACTOR;
const BEFORE_MS = 10_000 / FACTOR;
const BATCH = 512;
const BACK_WITHIN_MS = 30_000;
const MORE_MB = 40;

describe(`R21: a Collector that is away ${AWAY_MS} of ${60_000 / FACTOR} ms`, function () {
  this.timeout(180_000);

  it(`costs 0 of ${ITEMS} spans and log records, ${MORE_MB} MB at most, one batch again at most, and one line`, async () => {
    await FaultSink.use(async (sink) => {
      const plan = { spans: ITEMS / 2, logs: ITEMS / 2, perSecond: 100 * FACTOR, ending: 'stay' } as const;
      const app = startNumbered(sink, plan, { env: CALM, killAfterMs: 120_000 });
      const pid = app.child.pid as number;
      await sink.until('the first records', (received) => received.unique('traces') > 0);
      const beforeMb = await peakMb(pid, lasting(BEFORE_MS));
      await sink.set({ kind: 'refuse' });
      const duringMb = await peakMb(pid, lasting(AWAY_MS));
      await sink.heal();
      const backMs = performance.now();
      await app.printed('staying');
      await sink.until(
        'everything',
        (received) => received.unique('traces') === ITEMS / 2 && received.numberedLogs() === ITEMS / 2,
        BACK_WITHIN_MS + 60_000 / FACTOR,
      );
      const atMs = performance.now();
      expect(atMs - backMs).to.be.lessThan(BACK_WITHIN_MS + 10_000 / FACTOR);
      expect(sink.received.duplicates('traces')).to.be.at.most(BATCH);
      expect(sink.received.duplicates('logs')).to.be.at.most(BATCH);
      expect(duringMb - beforeMb).to.be.lessThan(MORE_MB);
      figure('R21', 'lost', ITEMS - sink.received.unique('traces') - sink.received.numberedLogs(), 'items');
      figure('R21', 'caught up after', (atMs - backMs) / 1000, 's');
      figure('R21', 'resident memory more', duringMb - beforeMb, 'MB');
      figure('R21', 'sent again', Math.max(sink.received.duplicates('traces'), sink.received.duplicates('logs')), 'items');
      app.child.kill('SIGKILL');
      expect(complaintsIn((await app.ended).stderr)).to.have.lengthOf.at.most(1);
    });
  });

  it('longer than a queue of 500 lasts is counted to the last record, and the newest are those that miss', async () => {
    await FaultSink.use(async (sink) => {
      await sink.set({ kind: 'refuse' });
      const env = { ...WITH_LEDGER, OTEL_BSP_MAX_QUEUE_SIZE: '500', OTEL_BLRP_MAX_QUEUE_SIZE: '500', PERAGUS_SPOOL_DIR: 'off' };
      const app = startNumbered(sink, { spans: 1500, logs: 1500, perSecond: 2000 }, { env });
      await waitFor('1000 spans', () => app.made().spans >= 1000, 20_000);
      await sink.heal();
      const { traces, logs } = balancedLedger((await app.ended).stderr);
      for (const [emitted, state, unique] of [
        [1500, traces, sink.received.unique('traces')],
        [logs.emitted, logs, sink.received.unique('logs')],
      ] as const) {
        expect(state.emitted).to.equal(emitted);
        expect(state.dropped.queue_full ?? 0).to.be.greaterThan(0);
        expect(unique + sumOf(state.dropped)).to.equal(emitted);
        figure('R21', 'lost and not counted, longer than memory lasts', emitted - unique - sumOf(state.dropped), 'items');
      }
    });
  });
});
