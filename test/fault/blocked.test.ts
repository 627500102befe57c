// R19: an event loop that is blocked for 5 s, and a wall clock that is set by an hour: nothing is lost, no duration is negative.

import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { sendTo, startApp } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

/** As they came, in nanoseconds since 1970. */
interface Times {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

describe('R19: a process', function () {
  this.timeout(60_000);

  it('whose event loop is blocked for 5 s loses 0 of 400 spans, and its delay metric says at least 5 s', async () => {
    const sink = new Sink();
    const app = startApp('stalls.mjs', { env: sendTo(await sink.listen()), args: ['block', '5000'] });
    expect((await app.ended).code).to.equal(0);
    await sink.close();
    expect(sink.spans.filter(({ name }) => name.startsWith('moment ')).map(({ name }) => name)).to.have.lengthOf(400);
    const delays = sink.points.filter(({ metric }) => metric === 'nodejs.eventloop.delay.max').map(({ value }) => value);
    expect(Math.max(...delays)).to.be.at.least(4.9);
    figure('R19', 'delay that the metric tells, blocked for 5 s', Math.max(...delays), 's');
  });

  for (const hours of ['1', '-1'])
    it(`whose wall clock is set by ${hours} h loses 0 of 400 spans; none lasts less than 0, or an hour`, async () => {
      const sink = new Sink();
      const app = startApp('stalls.mjs', { env: sendTo(await sink.listen()), args: ['clock', hours] });
      expect((await app.ended).code).to.equal(0);
      await sink.close();
      const spans = sink.spans.filter(({ name }) => name.startsWith('moment '));
      expect(spans).to.have.lengthOf(400);
      const lasted = (spans as unknown as Times[]).map(
        ({ startTimeUnixNano, endTimeUnixNano }) => Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6,
      );
      expect(Math.min(...lasted)).to.be.at.least(0);
      expect(Math.max(...lasted)).to.be.lessThan(60_000);
      figure('R19', 'lost of 400', 400 - spans.length, 'spans');
      figure('R19', 'shortest span, the clock is set', Math.min(...lasted), 'ms');
    });
});
