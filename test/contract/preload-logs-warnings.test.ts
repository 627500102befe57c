// Process warnings: one WARN record each, with the trace; what Node prints, throws and emits stays as it is.

import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { type Ended, type RunOptions, runApp, seen, sendTo } from '../support/run-app.ts';
import { type LogEntry, Sink } from '../support/sink.ts';

const WARN = 13;

async function runBoth(options: RunOptions): Promise<{ bare: Ended; observed: Ended; sink: Sink; warnings: LogEntry[] }> {
  const sink = new Sink();
  const env = { ...sendTo(await sink.listen()), ...options.env };
  const [bare, observed] = await Promise.all([
    runApp('warnings.mjs', { ...options, preload: false }),
    runApp('warnings.mjs', { ...options, env }),
  ]);
  await sink.close();
  return { bare, observed, sink, warnings: sink.logs.filter(({ attributes }) => 'nodejs.warning.name' in attributes) };
}

for (const [version, node] of NODES)
  describe(`process warnings on ${version}`, () => {
    it('are records of the request that caused them, with name, code, detail and place', async () => {
      const { bare, observed, sink, warnings } = await runBoth({ node });
      expect(seen(observed)).to.deep.equal(seen(bare));
      const texts = warnings.map(({ body }) => String(body).slice(0, 70));
      expect(texts.slice(0, 6)).to.deep.equal([
        'Warning: «text»',
        '[OWN001] OwnWarning: «named»',
        '[OWN002] OwnWarning: «options»\nand a detail',
        '[OWN003] RangeError: «error»',
        'Warning: «imported»',
        '[OWN004] DeprecationWarning: «deprecated»',
      ]);
      expect(warnings.map(({ attributes }) => attributes['nodejs.warning.name']).slice(6)).to.deep.equal([
        'MaxListenersExceededWarning',
        'DeprecationWarning',
      ]);
      expect(new Set(warnings.map(({ severityNumber }) => severityNumber))).to.deep.equal(new Set([WARN]));
      expect(warnings[1]?.attributes).to.include({ 'nodejs.warning.code': 'OWN001', 'log.logger': 'process' });
      for (const { attributes } of warnings)
        expect(attributes['code.stacktrace']).to.include('warnings.mjs').and.not.include('instrumentation/');
      const request = sink.spans.find(({ kind }) => kind === 2);
      expect(warnings.every(({ traceId }) => traceId === request?.traceId)).to.equal(true);
    });

    for (const flag of ['--trace-warnings', '--trace-deprecation', '--no-warnings', '--disable-warning=OwnWarning']) {
      it(`look the same with ${flag}, and stay records`, async () => {
        const { bare, observed, warnings } = await runBoth({ node, flags: [flag] });
        expect(seen(observed)).to.deep.equal(seen(bare));
        expect(warnings).to.have.lengthOf(8);
      });
    }

    it('of deprecations are none with --no-deprecation', async () => {
      const { bare, observed, warnings } = await runBoth({ node, flags: ['--no-deprecation'] });
      expect(seen(observed)).to.deep.equal(seen(bare));
      const names = warnings.map(({ attributes }) => attributes['nodejs.warning.name']);
      expect(names).to.deep.equal(['Warning', 'OwnWarning', 'OwnWarning', 'RangeError', 'Warning', 'MaxListenersExceededWarning']);
    });
  });
