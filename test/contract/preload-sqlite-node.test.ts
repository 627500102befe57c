// node:sqlite by require, import and getBuiltinModule on both Nodes: every statement has one span, and nothing behaves otherwise.

import { expect } from 'chai';
import { strangersIn } from '../support/closed-world.ts';
import { NODES } from '../support/nodes.ts';
import { type Ended, runApp, seen, sendTo } from '../support/run-app.ts';
import { Sink, type SpanRecord } from '../support/sink.ts';

const CLIENT = 3;
const ERROR = 2;

for (const [nodeName, node] of NODES) {
  for (const app of ['sqlite-node-require.cjs', 'sqlite-node-import.mjs', 'sqlite-node-get-builtin.mjs']) {
    describe(`node:sqlite by ${app} on ${nodeName}`, () => {
      const sink = new Sink();
      let bare: Ended;
      let observed: Ended;
      const named = (name: string): SpanRecord[] => sink.spans.filter((span) => span.name === name);

      before(async () => {
        bare = await runApp(app, { preload: false, node });
        observed = await runApp(app, { node, env: sendTo(await sink.listen()) });
      });
      after(() => sink.close());

      it('prints, warns, throws and ends as without the preload', () => {
        expect(bare.stdout).to.match(/ran \d+ statements/);
        expect(seen(observed)).to.deep.equal(seen(bare));
        expect(bare.stderr.match(/SQLite is an experimental/g) ?? []).to.have.lengthOf(nodeName === 'Node 22' ? 1 : 0);
      });

      it('has one span for each statement that ran, of tag stores too where Node has them', () => {
        const ran = Number(/ran (\d+) statements/.exec(observed.stdout)?.[1]);
        expect(ran).to.be.greaterThan(13);
        const statements = sink.spans.filter(({ kind }) => kind === CLIENT);
        expect(statements).to.have.lengthOf(ran);
        expect(new Set(statements.map(({ attributes }) => attributes['db.system.name']))).to.deep.equal(new Set(['sqlite']));
        const tagged = statements.filter(({ attributes }) => attributes['db.query.text'] === 'SELECT user FROM notes WHERE user = ?');
        expect(tagged).to.have.lengthOf(observed.stdout.includes('tag get') ? 3 : 0);
      });

      it('counts rows returned and rows changed, and names table and database', () => {
        const [insert] = named('INSERT notes');
        expect(insert?.attributes).to.include({ 'sqlite.changed_rows': 1, 'db.collection.name': 'notes', 'db.namespace': ':memory:' });
        const reads = sink.spans.filter(({ attributes }) => attributes['db.query.text'] === 'SELECT user FROM notes ORDER BY id');
        expect(reads.map(({ attributes }) => attributes['db.response.returned_rows'])).to.deep.equal([2, 2, 2, 1]);
        // Spans come in the order of their ends: the iterator that was left ended there, not when it was forgotten.
        expect(sink.spans.indexOf(reads.at(-1) as SpanRecord)).to.be.lessThan(sink.spans.indexOf(named('SELECT').at(-1) as SpanRecord));
      });

      it('lets no value out, not even in the message of a syntax error', () => {
        const failed = sink.spans.filter(({ status }) => status === ERROR);
        expect(failed.map(({ attributes }) => attributes['error.type'])).to.include('ERR_SQLITE_ERROR');
        // The application prints the message itself; that line is its own.
        expect(JSON.stringify(sink.spans)).to.not.match(/canary-in-a-(literal|parameter)/);
        const messages = failed.flatMap(({ events }) => events.map(({ attributes }) => attributes['exception.message']));
        expect(messages).to.include('near "?": syntax error');
        expect(strangersIn(sink)).to.deep.equal([]);
      });
    });
  }

  it(`an application that never loads node:sqlite sees nothing of it on ${nodeName}`, async () => {
    const bare = await runApp('sqlite-node-unused.mjs', { preload: false, node });
    const observed = await runApp('sqlite-node-unused.mjs', {
      node,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', PERAGUS_LOG_LEVEL: 'none' },
    });
    expect(observed).to.deep.equal(bare);
    expect(observed.stderr).to.equal('');
  });
}
