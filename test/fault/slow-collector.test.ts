// R23: a Collector that takes 200 ms for each request, and 5000 records a second.

import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { FaultSink } from './support/fault-sink.ts';
import { balancedLedger, CALM, complaintsIn, sumOf, WITH_LEDGER } from './support/ledger-line.ts';
import { peakMb } from './support/memory.ts';
import { startNumbered } from './support/numbered-run.ts';
import { REPETITIONS } from './support/repetitions.ts';

const PER_SECOND = 5000;
const ITEMS = PER_SECOND * (REPETITIONS > 1 ? 20 : 3);
/** The application by itself, and twice the limits of both queues: records hold more than their text. */
const MOST_MB = 160 + 4 * 16;

describe(`R23: ${PER_SECOND} records a second and a Collector that takes 200 ms a request`, function () {
  this.timeout(120_000);

  for (const [what, plan] of [
    ['spans', { spans: ITEMS }],
    ['log records', { logs: ITEMS }],
    ['both', { spans: ITEMS / 2, logs: ITEMS / 2 }],
  ] as const) {
    it(`lose 0 of ${ITEMS} ${what}, in ${MOST_MB} MB at most`, async () => {
      await FaultSink.use(async (sink) => {
        await sink.set({ kind: 'slow', delayMs: 200 });
        const app = startNumbered(sink, { ...plan, perSecond: PER_SECOND }, { env: CALM });
        const peak = await peakMb(app.child.pid as number, app.ended);
        const { stderr } = await app.ended;
        const { traces, logs } = balancedLedger(stderr);
        expect(sink.received.unique('traces') + sink.received.numberedLogs()).to.equal(ITEMS);
        expect(sumOf(traces.dropped) + sumOf(logs.dropped)).to.equal(0);
        expect(complaintsIn(stderr)).to.deep.equal([]);
        expect(peak).to.be.within(30, MOST_MB);
        figure('R23', 'lost', ITEMS - sink.received.unique('traces') - sink.received.numberedLogs(), 'items');
        figure('R23', 'most resident memory', peak, 'MB');
      });
    });
  }
});

describe('A Collector that takes longer than the interval of metrics', () => {
  it('gets them all the same, 1 request at a time, and no line is said', async () => {
    await FaultSink.use(async (sink) => {
      await sink.set({ kind: 'slow', delayMs: 700 }, 'metrics');
      // The end waits for the request that is under way and for its own: how long it may is the matter of exit-delay.
      const late = { OTEL_METRIC_EXPORT_TIMEOUT: '5000', PERAGUS_FLUSH_DEADLINE: '20000' };
      const env = { ...WITH_LEDGER, ...late, OTEL_METRIC_EXPORT_INTERVAL: '200' };
      const { stderr } = await startNumbered(sink, { spans: 200, perSecond: 100 }, { env }).ended;
      expect(complaintsIn(stderr)).to.deep.equal([]);
      // 2 s of work, and the end.
      expect(sink.attempts('metrics')).to.have.length.within(3, 5);
      expect(sink.received.points('db.client.operation.duration').map(({ value }) => value)).to.deep.equal([200]);
    });
  });
});
