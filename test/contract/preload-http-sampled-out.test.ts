// Requests that the sampler leaves out: no spans, the whole metrics, and the decision goes on with the context.

import { expect } from 'chai';
import { metric } from '../../instrumentation/vocabulary/index.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const CALLER = '00-0123456789abcdef0123456789abcdef-0123456789abcdef-00';

describe('requests that are sampled out', () => {
  for (const [name, sampler, args] of [
    ['by this process', 'always_off', []],
    ['by the caller', 'parentbased_always_on', [CALLER]],
  ] as const) {
    describe(name, () => {
      const sink = new Sink();
      let ended: Ended;
      before(async () => {
        // The application's own call to itself must not begin a sampled trace: its caller is then the one of the headers.
        const env = { ...sendTo(await sink.listen()), OTEL_TRACES_SAMPLER: sampler, TRACEPARENT: args.length > 0 ? CALLER : '' };
        ended = await runApp('sampled-out.mjs', { env, args });
      });
      after(() => sink.close());

      const countOf = (wanted: string) => {
        const last = new Map(
          sink.points.filter((point) => point.metric === wanted).map(({ attributes, value }) => [JSON.stringify(attributes), value]),
        );
        return [...last.values()].reduce((sum, count) => sum + count, 0);
      };

      it('ends well', () => expect(ended).to.include({ code: 0, stderr: '' }));
      it('sends the decision on, in one trace', () => {
        const sent = JSON.parse(ended.stdout) as string[];
        expect(sent).to.have.lengthOf(2);
        for (const each of sent) expect(each).to.match(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
        expect(new Set(sent.map((each) => each.slice(3, 35))).size).to.equal(1);
        if (args.length > 0) expect(sent[0]).to.include(CALLER.slice(3, 35));
      });
      it('makes no span', () => expect(sink.spans).to.deep.equal([]));
      it('counts each request', () => {
        expect(countOf(metric.httpServerRequestDuration.name)).to.equal(3);
        expect(countOf(metric.httpServerResponseBodySize.name)).to.equal(3);
        expect(countOf(metric.httpClientRequestDuration.name)).to.equal(3);
      });
    });
  }
});
