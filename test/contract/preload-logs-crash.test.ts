// Uncaught exceptions and unhandled rejections: one FATAL record with stack and trace id, and the process ends as it would have.

import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { type Ended, type RunOptions, runApp, seen, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const SERVER = 2;
const FATAL = 21;
const ERROR = 17;
const WARN = 13;

// Nothing is sent before the end.
const SLOW = { OTEL_BSP_SCHEDULE_DELAY: '60000', OTEL_BLRP_SCHEDULE_DELAY: '60000' };

interface Runs {
  readonly bare: Ended;
  readonly observed: Ended;
  readonly sink: Sink;
}
async function runBoth(args: string[], options: RunOptions = {}): Promise<Runs> {
  const sink = new Sink();
  const env = { ...sendTo(await sink.listen()), ...SLOW, ...options.env };
  const [bare, observed] = await Promise.all([
    runApp('crashes.mjs', { ...options, preload: false, args }),
    runApp('crashes.mjs', { ...options, env, args }),
  ]);
  await sink.close();
  return { bare, observed, sink };
}
const crashesIn = (sink: Sink) => sink.logs.filter(({ attributes }) => 'nodejs.exception.origin' in attributes);
const requestIn = (sink: Sink) => sink.spans.find(({ kind }) => kind === SERVER);

for (const [version, node] of NODES)
  describe(`an exception that nobody caught, on ${version}`, () => {
    // Way of the crash, handler of the application, flags of Node; then exit code, severity and origin.
    const cases: [string, string, string[], number, number, string][] = [
      ['throw', 'none', [], 1, FATAL, 'uncaughtException'],
      ['later', 'none', [], 1, FATAL, 'uncaughtException'],
      ['value', 'none', [], 1, FATAL, 'uncaughtException'],
      ['rejection', 'none', [], 1, FATAL, 'unhandledRejection'],
      ['async', 'none', [], 1, FATAL, 'unhandledRejection'],
      ['async', 'none', ['--unhandled-rejections=strict'], 1, FATAL, 'unhandledRejection'],
      ['throw', 'exit-code', [], 1, FATAL, 'uncaughtException'],
      ['throw', 'survives', [], 0, FATAL, 'uncaughtException'],
      ['rejection', 'survives', [], 0, FATAL, 'unhandledRejection'],
      ['throw', 'exits', [], 9, FATAL, 'uncaughtException'],
      ['later', 'captures', [], 0, ERROR, 'uncaughtException'],
      ['domain', 'none', [], 0, ERROR, 'uncaughtException'],
      ['throw', 'winston', [], 1, FATAL, 'uncaughtException'],
      ['async', 'winston', [], 1, FATAL, 'unhandledRejection'],
      ['value', 'winston', [], 1, FATAL, 'uncaughtException'],
      ['throw', 'winston-handlers', [], 0, FATAL, 'uncaughtException'],
      ['async', 'winston-rejections', [], 1, FATAL, 'unhandledRejection'],
    ];
    for (const [way, handler, flags, code, severity, origin] of cases) {
      it(`${way}, handler ${handler}${flags.map((flag) => `, ${flag}`)}: exit code ${code}, one record, the request failed by it`, async () => {
        const { bare, observed, sink } = await runBoth([way, handler], { node, flags });
        expect(seen(observed)).to.deep.equal(seen(bare));
        expect(bare.code).to.equal(code);
        const request = requestIn(sink);
        expect(
          crashesIn(sink).map(({ severityNumber, traceId, spanId, attributes }) => [
            severityNumber,
            traceId,
            spanId,
            attributes['nodejs.exception.origin'],
          ]),
        ).to.deep.equal([[severity, request?.traceId, request?.spanId, origin]]);
        const [record] = crashesIn(sink);
        expect(record?.attributes['exception.message']).to.equal('crash on purpose');
        if (way !== 'value')
          expect(record?.attributes['exception.stacktrace']).to.match(/^TypeError: crash on purpose\n {4}at .*crashes\.mjs/);
        expect(request?.status).to.equal(2);
        expect(request?.events.map(({ attributes }) => attributes['exception.message'])).to.deep.equal(['crash on purpose']);
      });
    }

    it('at the top level of the application has a record without a trace', async () => {
      const { bare, observed, sink } = await runBoth(['top'], { node });
      expect(seen(observed)).to.deep.equal(seen(bare));
      expect(crashesIn(sink).map(({ severityNumber, traceId, body }) => [severityNumber, traceId, body])).to.deep.equal([
        [FATAL, '', 'TypeError: crash on purpose'],
      ]);
    });

    for (const mode of ['warn', 'none', 'warn-with-error-code']) {
      it(`ends nothing with --unhandled-rejections=${mode}: no FATAL record, ${mode === 'none' ? 'no' : 'a'} warning`, async () => {
        const { bare, observed, sink } = await runBoth(['async'], { node, flags: [`--unhandled-rejections=${mode}`] });
        expect(seen(observed)).to.deep.equal(seen(bare));
        expect(crashesIn(sink)).to.deep.equal([]);
        const warnings = sink.logs.filter(({ severityNumber }) => severityNumber === WARN);
        expect(warnings.length > 0).to.equal(mode !== 'none');
      });
    }

    it('is left to a handler of unhandledRejection, which behaves as before', async () => {
      const { bare, observed, sink } = await runBoth(['async', 'rejections'], { node });
      expect(seen(observed)).to.deep.equal(seen(bare));
      expect(observed.stdout).to.equal('handled crash on purpose\n');
      expect(crashesIn(sink)).to.deep.equal([]);
    });

    it('that Node made of a deprecation (--throw-deprecation) is one FATAL record and no warning', async () => {
      const { bare, observed, sink } = await runBoth(['deprecation'], { node, flags: ['--throw-deprecation'] });
      expect(seen(observed)).to.deep.equal(seen(bare));
      expect(bare.code).to.equal(1);
      expect(crashesIn(sink).map(({ body }) => body)).to.deep.equal(['DeprecationWarning: crash on purpose']);
      expect(sink.logs.filter(({ severityNumber }) => severityNumber === WARN)).to.deep.equal([]);
    });

    it("lets winston's entry be the FATAL record when ours is turned off, without arguments and folders of the process", async () => {
      const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'process-exceptions' };
      const { sink } = await runBoth(['throw', 'winston'], { node, env });
      expect(crashesIn(sink).map(({ severityNumber, attributes }) => [severityNumber, Object.keys(attributes).sort()])).to.deep.equal([
        [FATAL, ['exception.message', 'exception.stacktrace', 'exception.type', 'log.logger', 'nodejs.exception.origin']],
      ]);
    });
  });
