// R16: SIGKILL takes what is not on its way yet, and nothing more; the next start is as any other.

import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { SpoolFolder } from '../support/spool.ts';
import { FaultSink } from './support/fault-sink.ts';
import { startNumbered } from './support/numbered-run.ts';
import { seeded } from './support/random.ts';
import { REPETITIONS, SEED } from './support/repetitions.ts';

const PER_SECOND = 1000;
const DELAY_MS = 200;
/** A request on its way, and a machine that does other things as well. */
const SLACK_MS = 400;
const BOUND = (PER_SECOND * (DELAY_MS + SLACK_MS)) / 1000;

describe('R16: SIGKILL', function () {
  const kills = 5 * REPETITIONS;
  this.timeout(20_000 + 10_000 * kills);

  it(`at ${kills} random moments costs at most ${BOUND} items at ${PER_SECOND} a second and ${DELAY_MS} ms of delay, and no start after it`, async () => {
    const random = seeded(SEED);
    console.log(`      seed ${SEED}`);
    const spool = new SpoolFolder();
    await FaultSink.use(async (sink) => {
      const env = { ...spool.env, OTEL_BSP_SCHEDULE_DELAY: String(DELAY_MS), OTEL_BLRP_SCHEDULE_DELAY: String(DELAY_MS) };
      const losses: number[] = [];
      for (let kill = 0; kill < kills; kill += 1) {
        const before = { spans: sink.received.unique('traces'), logs: sink.received.numberedLogs() };
        const app = startNumbered(sink, { spans: 30_000, logs: 30_000, perSecond: PER_SECOND }, { env });
        await app.printed('line 10 ');
        await new Promise((resolve) => setTimeout(resolve, random.between(0, 1500)));
        app.child.kill('SIGKILL');
        const { signal, stderr } = await app.ended;
        expect([signal, stderr]).to.deep.equal(['SIGKILL', '']);
        const { spans, logs } = app.made();
        losses.push(spans + logs - (sink.received.unique('traces') - before.spans) - (sink.received.numberedLogs() - before.logs));
      }
      expect(Math.max(...losses)).to.be.at.most(BOUND);
      for (const lost of losses) figure('R16', 'lost by a kill', lost, 'items');
    });
    spool.remove();
  });
});
