// A request that the sampler left out has no spans; its statements are counted and its lines are records with its ids all the same.

import { expect } from 'chai';
import { strangersIn } from '../support/closed-world.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const STATEMENTS_OF_A_VISIT = 2;
const VISITS = 2;

describe('requests that are sampled out', () => {
  const sink = new Sink();
  let stdout = '';
  before(async () => {
    const env = { ...sendTo(await sink.listen()), OTEL_TRACES_SAMPLER: 'always_off' };
    ({ stdout } = await runApp('notes-require.cjs', { env }));
  });
  after(() => sink.close());

  it('make no span', () => {
    expect(stdout).to.include('200 /users/ada/notes/1');
    expect(sink.spans).to.deep.equal([]);
  });

  it('have every statement in the metrics', () => {
    const last = new Map(
      sink.points.filter(({ metric }) => metric === 'sqlite.statements').map((point) => [JSON.stringify(point.attributes), point]),
    );
    const notes = [...last.values()].filter(({ attributes }) => /^(INSERT|SELECT) notes$/.test(String(attributes['db.query.summary'])));
    expect(notes.reduce((sum, { value }) => sum + value, 0)).to.equal(STATEMENTS_OF_A_VISIT * VISITS);
    expect(strangersIn(sink)).to.deep.equal([]);
  });

  it("have their trace in log records and in winston's own lines, marked as not sampled", () => {
    const lines = stdout.split('\n').filter((line) => line.includes('read a note'));
    const records = sink.logs.filter(({ body }) => body === 'read a note');
    expect(lines).to.have.lengthOf(VISITS);
    expect(records).to.have.lengthOf(VISITS);
    for (const [at, line] of lines.entries()) {
      const fields = JSON.parse(line);
      expect(fields.trace_flags).to.equal('00');
      expect({ trace: fields.trace_id, span: fields.span_id }).to.deep.equal({ trace: records[at]?.traceId, span: records[at]?.spanId });
      expect(fields.trace_id).to.match(/^[0-9a-f]{32}$/);
    }
  });
});
