// R08, R09, R10: a process that ends by itself, by process.exit or by a crash loses no span and no log record, and ends as it would have.

import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { runApp } from '../support/run-app.ts';
import { SpoolFolder } from '../support/spool.ts';
import { waitFor } from '../support/wait.ts';
import { expectNothingLost } from './support/exit-balance.ts';
import { FaultSink } from './support/fault-sink.ts';
import { balancedLedger, WITH_LEDGER } from './support/ledger-line.ts';
import { startNumbered } from './support/numbered-run.ts';
import { REPETITIONS } from './support/repetitions.ts';

const SPANS = 800;
// Lines beyond about 270 that nobody has read are lost by Node itself at process.exit, when stdout is a pipe.
const LOGS = 200;
/** Nothing is sent before the end. */
const LATE = { OTEL_BSP_SCHEDULE_DELAY: '60000', OTEL_BLRP_SCHEDULE_DELAY: '60000', OTEL_METRIC_EXPORT_INTERVAL: '60000' };

const ENDINGS = [
  { ending: 'naturally', code: 0 },
  { ending: 'exit', code: 0 },
  { ending: 'exit', code: 3 },
  { ending: 'throw', code: 1 },
  { ending: 'reject', code: 1 },
] as const;

describe('R08, R09, R10: a process that ends', function () {
  this.timeout(30_000 + 20_000 * REPETITIONS);

  for (const { ending, code } of ENDINGS) {
    const how = ending === 'exit' ? `by process.exit(${code})` : ending === 'naturally' ? 'by itself' : `by an uncaught ${ending}`;
    it(`${how} loses 0 of ${SPANS + LOGS} items and keeps its exit code, its stack and its output`, async () => {
      for (let round = 0; round < REPETITIONS; round += 1)
        await FaultSink.use(async (sink) => {
          const spool = new SpoolFolder();
          const plan = { spans: SPANS, logs: LOGS, ending, code, seed: 7 };
          const app = startNumbered(sink, plan, { env: { ...LATE, ...WITH_LEDGER, ...spool.env } });
          const bare = await runApp('numbered.mjs', { preload: false, args: [JSON.stringify(plan)] });
          const ended = await app.ended;
          expect([ended.code, ended.signal]).to.deep.equal([code, null]);
          expect(ended.stdout).to.equal(bare.stdout);
          expect(ended.stderr.replace(/^peragus: .*\n/gm, '')).to.equal(bare.stderr);
          balancedLedger(ended.stderr);
          expectNothingLost(sink, spool, app.made());
          // The sender needs no more than its deadline.
          await waitFor('all items', () => sink.received.unique('traces') >= SPANS && sink.received.numberedLogs() === LOGS, 5_000);
          expect(sink.received.duplicates('traces')).to.equal(0);
          const id = { naturally: 'R08', exit: 'R09', throw: 'R10', reject: 'R10' }[ending];
          figure(id, 'lost', SPANS + LOGS - sink.received.unique('traces') - sink.received.numberedLogs(), 'items');
          spool.remove();
        });
    });
  }

  it('flushes the last interval of metrics when it ends by itself', async () => {
    await FaultSink.use(async (sink) => {
      await startNumbered(sink, { spans: 10, logs: 10 }, { env: LATE }).ended;
      expect(sink.received.points('db.client.operation.duration').map(({ value }) => value)).to.deep.equal([10]);
    });
  });

  it('by process.exit(0) with nothing to deliver starts no sender and makes no folder', async () => {
    const spool = new SpoolFolder();
    const { code, stderr } = await runApp('ends.mjs', {
      args: ['by-exit'],
      // Whoever starts a sender looks for it here.
      env: { ...LATE, ...spool.env, OTEL_LOGS_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    });
    expect([code, stderr]).to.deep.equal([3, 'a line on stderr\n']);
    expect(spool.files()).to.deep.equal([]);
    spool.remove();
  });
});
