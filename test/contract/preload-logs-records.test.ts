// Every line that the application logs or prints is one record, with its fields, level and trace; the lines carry the ids of the trace.

import { expect } from 'chai';
import { strangersIn } from '../support/closed-world.ts';
import { NODES } from '../support/nodes.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { type LogEntry, Sink } from '../support/sink.ts';

const APPS = ['log-scenes-require.cjs', 'log-scenes-import.mjs', 'log-scenes-file-url.mjs'];

const tokensOf = (text: string): string[] => text.match(/«[^»]+»/g) ?? [];
const withoutIds = (text: string): string =>
  text.replace(/"(?:trace_id|span_id|trace_flags)":"(?!mine)[0-9a-f]+",?/g, '').replaceAll(',}', '}');
// The one thing in the output that time decides.
const timeless = ({ stdout, ...ended }: Ended): Ended => ({ ...ended, stdout: stdout.replace(/"durationMs":\d+/, '"durationMs":0') });

for (const [version, node] of NODES)
  for (const app of APPS) {
    describe(`logs of ${app} on ${version}`, () => {
      const sink = new Sink();
      let bare: Ended;
      let observed: Ended;
      const record = (token: string): LogEntry => {
        const found = sink.logs.filter(({ body }) => String(body).includes(`«${token}»`));
        expect(found, token).to.have.lengthOf(1);
        return found[0] as LogEntry;
      };
      /** Lines of stdout with this token, as objects. */
      const lines = (token: string) =>
        observed.stdout
          .split('\n')
          .filter((line) => line.includes(`«${token}»`) && line.startsWith('{'))
          .map((line) => JSON.parse(line));
      /** Ids of the server span of a scene's request. */
      const traceOf = (scene: string): { trace: string; span: string } => {
        const found = sink.spans.find(
          ({ kind, attributes }) => kind === 2 && `${attributes['url.path']}?${attributes['url.query'] ?? ''}` === `/${scene}`,
        );
        if (!found) throw new Error(`no request ${scene}`);
        return { trace: found.traceId, span: found.spanId };
      };
      const idsOf = ({ traceId, spanId }: LogEntry) => ({ trace: traceId, span: spanId });

      before(async () => {
        [bare, observed] = await Promise.all([
          runApp(app, { preload: false, node }),
          runApp(app, { env: sendTo(await sink.listen()), node }),
        ]);
      });
      after(() => sink.close());

      it('makes exactly one record of each entry that was written, and none of what was not', () => {
        const written = [...new Set(tokensOf(observed.stdout))]
          .filter((token) => token !== '«cause of 1»' && token !== '«shared 1»')
          .sort();
        const recorded = sink.logs.flatMap(({ body }) => tokensOf(String(body)).slice(0, 1)).filter((token) => token !== '«shared 1»');
        expect(written.length).to.be.greaterThan(100);
        expect(recorded.sort()).to.deep.equal(written);
      });

      it('leaves output, exit code and stderr as they are, but for the three fields', () => {
        expect(timeless({ ...observed, stdout: withoutIds(observed.stdout) })).to.deep.equal(timeless(bare));
        expect(bare.code).to.equal(0);
      });

      it('keeps structured fields, also of child loggers and nested ones', () => {
        expect(record('many 1').attributes).to.deep.equal({ user: 'ada', nested: { deep: [1, true, undefined] }, 'log.logger': 'winston' });
        expect(record('many 3').attributes).to.include({ code: 7 });
        expect(record('child 2').attributes).to.deep.equal({
          service: 'notes',
          request: 'r1',
          step: 2,
          user: 'bob',
          'log.logger': 'winston',
        });
        expect(record('profiled').attributes).to.have.property('durationMs');
      });

      it('maps levels by their name, and unknown ones by their place', () => {
        const levels = (names: string[]) =>
          names.map((name) => [record(`level ${name}`).severityText, record(`level ${name}`).severityNumber]);
        expect(levels(['doom', 'error', 'audit', 'info', 'chatter'])).to.deep.equal([
          ['doom', 21],
          ['error', 17],
          ['audit', 9],
          ['info', 9],
          ['chatter', 5],
        ]);
        expect(levels(['red', 'orange', 'green', 'blue']).map(([, number]) => number)).to.deep.equal([17, 13, 9, 5]);
        const printed = ['log', 'debug', 'info', 'table', 'other'].map((method) => record(`console ${method}`).severityNumber);
        expect(printed).to.deep.equal([9, 5, 9, 9, 9]);
        const onStderr = (what: string) => sink.logs.filter(({ body }) => String(body).includes(`console ${what} on stderr`));
        expect(
          ['warn', 'error', 'assert', 'trace'].map((what) => onStderr(what).map(({ severityNumber }) => severityNumber)),
        ).to.deep.equal([[13], [17], [13], [5]]);
      });

      it('tells what was written: after the formats of the logger, without colours', () => {
        expect(record('format splat').body).to.equal('«format splat»');
        expect(record('format 2').attributes).to.include({ salary: 'hidden' });
        expect(sink.bodies.join('')).to.not.include('canary-salary').and.not.include('u001b');
        expect(record('console red').body).to.equal('«console red»');
        expect(record('console log').body).to.equal('«console log» { a: 1 }');
      });

      it('gives an error its type, message and stack once, wherever it was logged', () => {
        const errors = ['error 1', 'error 2', 'error 3'].map((token) => record(token).attributes);
        expect(errors.map((attributes) => attributes['exception.type'])).to.deep.equal(['TypeError', 'RangeError', 'SyntaxError']);
        expect(errors.map((attributes) => String(attributes['exception.stacktrace']).includes('log-scenes.cjs'))).to.deep.equal([
          true,
          true,
          true,
        ]);
        expect(errors.map((attributes) => 'stack' in attributes)).to.deep.equal([false, false, false]);
        const hidden = sink.logs.filter(({ body }) => body === 'an error whose message JSON leaves out');
        expect(hidden.map(({ attributes }) => attributes['exception.message'])).to.deep.equal(['an error whose message JSON leaves out']);
      });

      it("puts the ids of the active span into winston's own lines, in each transport, and not twice into the record", () => {
        const { trace, span } = traceOf('many-transports?');
        expect(lines('many 1')).to.have.lengthOf(3);
        for (const line of lines('many 1')) expect(line).to.include({ trace_id: trace, span_id: span, trace_flags: '01' });
        expect(idsOf(record('many 1'))).to.deep.equal({ trace, span });
        expect(lines('own id')[0]).to.include({ trace_id: 'mine', span_id: traceOf('ids?').span });
        expect(record('own id').attributes).to.deep.equal({ trace_id: 'mine', 'log.logger': 'winston' });
      });

      it('gives an object that is logged again the ids of its new trace', () => {
        const expected = ['shared?', 'shared?again'].map((scene) => traceOf(scene).trace);
        expect(lines('shared 1').map(({ trace_id }) => trace_id)).to.deep.equal(expected);
        expect(sink.logs.filter(({ body }) => body === '«shared 1»').map(({ traceId }) => traceId)).to.deep.equal(expected);
      });

      it('knows the trace of 80 entries that waited in a logger whose transport is slow', () => {
        for (const [name, scene] of [
          ['a', 'slow?'],
          ['b', 'slow?again'],
        ] as const) {
          const expected = traceOf(scene);
          for (let n = 0; n < 40; n += 1) {
            expect(idsOf(record(`slow ${name} ${n}`))).to.deep.equal(expected);
            expect(lines(`slow ${name} ${n}`).map(({ trace_id }) => trace_id)).to.deep.equal([expected.trace]);
          }
        }
      });

      it('emits nothing that the vocabulary does not know', () => {
        expect(strangersIn(sink)).to.deep.equal([]);
      });
    });
  }

describe('PERAGUS_LOG_CORRELATION=false', () => {
  it("leaves winston's output as it is, byte for byte, and records their traces", async () => {
    const sink = new Sink();
    const env = { ...sendTo(await sink.listen()), PERAGUS_LOG_CORRELATION: 'false' };
    const [bare, observed] = await Promise.all([
      runApp('log-scenes-require.cjs', { preload: false }),
      runApp('log-scenes-require.cjs', { env }),
    ]);
    await sink.close();
    expect(timeless(observed)).to.deep.equal(timeless(bare));
    expect(sink.logs.filter(({ body, traceId }) => String(body).includes('«many') && traceId !== '')).to.have.lengthOf(4);
  });
});
