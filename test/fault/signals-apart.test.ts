// R14: one signal that is refused, or that hangs, costs the others nothing.

import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import type { Fault, SignalName } from './support/fault.ts';
import { FaultSink } from './support/fault-sink.ts';
import { balancedLedger, CALM, sumOf } from './support/ledger-line.ts';
import { startNumbered } from './support/numbered-run.ts';
import { REPETITIONS } from './support/repetitions.ts';

const env = CALM;
const ITEMS = 2000;
const SLOW: Fault = { kind: 'slow', delayMs: 300 };

describe('R14: one signal never starves another', function () {
  this.timeout(20_000 + 10_000 * REPETITIONS);

  for (const [bad, good] of [
    ['traces', 'logs'],
    ['logs', 'traces'],
  ] as const satisfies [SignalName, SignalName][]) {
    it(`delivers ${ITEMS} of ${ITEMS} ${good} at 300 ms a request while ${bad} are refused at once, and counts each refused one`, async () => {
      for (let round = 0; round < REPETITIONS; round += 1)
        await FaultSink.use(async (sink) => {
          await sink.set(SLOW);
          await sink.set({ kind: 'status', status: 400 }, bad);
          const { stderr, code } = await startNumbered(sink, { spans: ITEMS, logs: ITEMS }, { env }).ended;
          const ledger = balancedLedger(stderr);
          expect(code).to.equal(0);
          expect(ledger[bad].dropped).to.deep.equal({ rejected: ledger[bad].emitted });
          expect(ledger[good].dropped).to.deep.equal({});
          expect(good === 'traces' ? sink.received.unique('traces') : sink.received.numberedLogs()).to.equal(ITEMS);
          expect(sink.received.unique(bad)).to.equal(0);
          figure('R14', 'lost of the other signal', sumOf(ledger[good].dropped), 'items');
          figure('R14', 'refused and not counted', ledger[bad].emitted - sumOf(ledger[bad].dropped), 'items');
        });
    });
  }

  it(`delivers ${ITEMS} of ${ITEMS} log records within 2 s while requests of spans are never answered`, async () => {
    await FaultSink.use(async (sink) => {
      await sink.set({ kind: 'hang' }, 'traces');
      const app = startNumbered(sink, { spans: ITEMS, logs: ITEMS, ending: 'stay' }, { env });
      await app.printed('staying');
      await sink.until('all log records', (received) => received.numberedLogs() === ITEMS, 2_000);
      expect(sink.received.unique('traces')).to.equal(0);
      // At most 4 requests of a signal hang; they hold no place of another.
      expect(sink.attempts('traces')).to.have.length.within(1, 4);
      app.child.kill('SIGKILL');
      await app.ended;
    });
  });
});
