// R17: worker threads. Those that live lose nothing; what a terminated one had not sent is counted by the main thread.

import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';
import { SpoolFolder } from '../support/spool.ts';
import { balancedLedger, WITH_LEDGER } from './support/ledger-line.ts';
import { REPETITIONS } from './support/repetitions.ts';

const LINES = 250;
const WORKERS = 4;

describe('R17: four workers, one of them terminated', function () {
  this.timeout(20_000 + 10_000 * REPETITIONS);

  for (const [when, delays, bound] of [
    ['long before anything is sent', { OTEL_BLRP_SCHEDULE_DELAY: '60000' }, LINES],
    ['soon after', { OTEL_BLRP_SCHEDULE_DELAY: '1' }, LINES],
  ] as const)
    it(`${when}: the others lose 0 of ${(WORKERS - 1) * LINES} lines, its loss is at most ${bound} and counted, no thread is added, all written lines are there`, async () => {
      for (let round = 0; round < REPETITIONS; round += 1) {
        const sink = new Sink();
        const spool = new SpoolFolder();
        const env = { ...sendTo(await sink.listen()), ...delays, ...spool.env, ...WITH_LEDGER };
        const [bare, observed] = await Promise.all([
          runApp('worker-crowd.mjs', { preload: false, args: [String(LINES)] }),
          runApp('worker-crowd.mjs', { env, args: [String(LINES)] }),
        ]);
        await sink.close();
        expect(observed.stdout).to.equal(bare.stdout);
        expect(bare.stdout).to.equal(`workers 0:0 1:0 2:0 3:1, 5 threads, ${LINES} lines written\n`);
        const arrived = [0, 1, 2, 3].map(
          (at) => new Set(sink.logs.filter(({ body }) => String(body).endsWith(`of worker ${at}`)).map(({ body }) => body)).size,
        );
        expect(arrived.slice(0, 3)).to.deep.equal([LINES, LINES, LINES]);
        const lost = LINES - (arrived[3] ?? 0);
        const { logs } = balancedLedger(observed.stderr);
        expect(lost).to.be.at.most(bound);
        // A request that arrived without an answer counts as lost.
        expect(logs.dropped.exit ?? 0).to.be.within(lost, LINES);
        figure(
          'R17',
          'lost of living workers',
          (WORKERS - 1) * LINES - arrived.slice(0, 3).reduce((sum, count) => sum + count, 0),
          'lines',
        );
        figure('R17', 'lost of the terminated one', lost, 'lines');
        figure('R17', 'of these not counted', Math.max(0, lost - (logs.dropped.exit ?? 0)), 'lines');
        spool.remove();
      }
    });
});
