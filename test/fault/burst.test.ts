// R20: what is made in one tick, more than a batch and more than a queue holds: delivered or counted, to the last one.

import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { FaultSink } from './support/fault-sink.ts';
import { balancedLedger, CALM, complaintsIn, sumOf } from './support/ledger-line.ts';
import { startNumbered } from './support/numbered-run.ts';
import { REPETITIONS, SEED } from './support/repetitions.ts';

const ITEMS = 5000;
const SMALL_QUEUE = 1000;
const LARGE = 200;
/** Records that come in between two looks at their size. */
const UNSEEN = 64;

describe('R20: a burst', function () {
  this.timeout(20_000 + 10_000 * REPETITIONS);

  for (const kind of ['light', 'api'] as const) {
    it(`of ${ITEMS} spans in one tick, ${kind === 'light' ? 'ours' : "the API's"}, is delivered whole by the usual settings`, async () => {
      for (let round = 0; round < REPETITIONS; round += 1)
        await FaultSink.use(async (sink) => {
          const { stderr } = await startNumbered(sink, { spans: ITEMS, kind }, { env: CALM }).ended;
          const { traces } = balancedLedger(stderr);
          expect([sink.received.unique('traces'), sink.received.duplicates('traces')]).to.deep.equal([ITEMS, 0]);
          expect(traces).to.deep.include({ emitted: ITEMS, delivered: ITEMS, dropped: {} });
          expect(complaintsIn(stderr)).to.deep.equal([]);
          figure('R20', `lost of ${ITEMS} in one tick`, ITEMS - sink.received.unique('traces'), 'spans');
        });
    });
  }

  it(`of ${ITEMS} spans and a queue of ${SMALL_QUEUE} loses ${ITEMS - SMALL_QUEUE}, counts exactly these, and says so in one line`, async () => {
    for (let round = 0; round < REPETITIONS; round += 1)
      await FaultSink.use(async (sink) => {
        const env = { ...CALM, OTEL_BSP_MAX_QUEUE_SIZE: String(SMALL_QUEUE), PERAGUS_SPOOL_DIR: 'off' };
        const { stderr } = await startNumbered(sink, { spans: ITEMS }, { env }).ended;
        const { traces } = balancedLedger(stderr);
        expect(traces.dropped).to.deep.equal({ queue_full: ITEMS - SMALL_QUEUE });
        expect(sink.received.unique('traces') + sumOf(traces.dropped)).to.equal(ITEMS);
        expect(complaintsIn(stderr)).to.have.lengthOf(1);
        figure(
          'R20',
          `lost of ${ITEMS} and not counted, with a queue of ${SMALL_QUEUE}`,
          ITEMS - sink.received.unique('traces') - sumOf(traces.dropped),
          'spans',
        );
        expect(complaintsIn(stderr)[0]).to.match(/PERAGUS-006 4000 spans were dropped because the queue was full/);
      });
  });

  it(`of ${LARGE} log records of 64 kB finds room for 1 MiB and at most ${UNSEEN} more: the rest is counted (seed ${SEED})`, async () => {
    await FaultSink.use(async (sink) => {
      await sink.set({ kind: 'hang' });
      const env = { ...CALM, PERAGUS_QUEUE_MAX_BYTES: '1048576', PERAGUS_SPOOL_DIR: 'off', PERAGUS_FLUSH_DEADLINE: '100' };
      const { stderr } = await startNumbered(sink, { logs: LARGE, bytes: 65_536, seed: SEED }, { env }).ended;
      const { logs } = balancedLedger(stderr);
      // Each has half to all of 64 kB.
      expect(logs.dropped.queue_full ?? 0).to.be.within(LARGE - UNSEEN - 1_048_576 / 32_768, LARGE - 1_048_576 / 65_536);
    });
  });
});
