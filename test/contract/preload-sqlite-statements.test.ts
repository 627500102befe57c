// better-sqlite3 11, 12 and 13 by require and import on both Nodes: every statement has one span, and nothing behaves otherwise.

import { expect } from 'chai';
import { strangersIn } from '../support/closed-world.ts';
import { NODES } from '../support/nodes.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink, type SpanRecord } from '../support/sink.ts';
import { missingCompiler, SQLITE_MAJORS, useSqlite } from '../support/sqlite-builds.ts';

const CLIENT = 3;
const ERROR = 2;
/** Compiling SQLite without optimisation takes a few seconds; on a busy machine ten times that. */
const BUILD_MS = 180_000;

const why = await missingCompiler();

for (const [nodeName, node] of NODES) {
  for (const major of SQLITE_MAJORS) {
    const isMissing = major !== 13 && why !== undefined;
    for (const app of ['sqlite-require.cjs', 'sqlite-import.mjs']) {
      (isMissing ? describe.skip : describe)(`better-sqlite3 ${major} by ${app} on ${nodeName}${isMissing ? ` (${why})` : ''}`, () => {
        const sink = new Sink();
        let bare = { stdout: '', stderr: '', code: null as number | null };
        let observed = bare;
        const statements = (): SpanRecord[] => sink.spans.filter(({ kind }) => kind === CLIENT);
        const named = (name: string): SpanRecord[] => sink.spans.filter((span) => span.name === name);
        const inTransaction = (span: SpanRecord | undefined): string[] =>
          sink.spans.filter(({ parentSpanId }) => parentSpanId === span?.spanId).map(({ name }) => name);

        before(async function () {
          this.timeout(BUILD_MS);
          const env = await useSqlite(major, node);
          bare = await runApp(app, { preload: false, node, env });
          observed = await runApp(app, { node, env: { ...env, ...sendTo(await sink.listen()) } });
        });
        after(() => sink.close());

        it('prints, throws and ends as without the preload', () => {
          expect(bare.stdout).to.match(/logged \d+ statements/);
          expect(observed).to.deep.equal(bare);
        });

        it('has one span for each statement that the library itself logs, pragmas and BEGIN to COMMIT included', () => {
          const [, logged, refused] = /logged (\d+) statements, (\d+) refused/.exec(observed.stdout) ?? [];
          expect(Number(logged)).to.be.greaterThan(30);
          expect(statements()).to.have.lengthOf(Number(logged) + Number(refused));
          expect(named('PRAGMA').map(({ attributes }) => attributes['db.query.text'])).to.deep.equal([
            'PRAGMA user_version = ?',
            'PRAGMA user_version',
          ]);
        });

        it('counts rows returned and rows changed', () => {
          const [insert] = named('INSERT notes');
          expect(insert?.attributes).to.include({ 'sqlite.changed_rows': 1, 'db.collection.name': 'notes', 'db.namespace': ':memory:' });
          const rowsOf = (text: string) =>
            sink.spans.find(({ attributes }) => attributes['db.query.text'] === text)?.attributes['db.response.returned_rows'];
          expect(rowsOf('SELECT user FROM notes ORDER BY id')).to.equal(5);
          expect(rowsOf('SELECT * FROM notes WHERE user = ?')).to.equal(0);
          expect(rowsOf('UPDATE notes SET text = ? RETURNING id')).to.equal(1);
        });

        it('puts the statements of a transaction below its span, a nested one as savepoint', () => {
          const transactions = named('TRANSACTION');
          expect(transactions).to.have.lengthOf(5);
          const [first] = transactions;
          expect(inTransaction(first)).to.deep.equal(['BEGIN', 'INSERT notes', 'INSERT notes', 'COMMIT']);
          expect(first?.attributes).to.include({ 'sqlite.transaction.mode': 'default', 'sqlite.transaction.outcome': 'commit' });
          const nested = transactions.find(({ parentSpanId }) => parentSpanId !== '');
          expect(inTransaction(nested)).to.deep.equal(['SAVEPOINT', 'INSERT notes', 'RELEASE']);
          expect(transactions.some(({ attributes }) => attributes['sqlite.transaction.mode'] === 'immediate')).to.equal(true);
        });

        it('records a rollback with the error that caused it', () => {
          const failed = named('TRANSACTION').find(({ status }) => status === ERROR);
          expect(inTransaction(failed)).to.deep.equal(['BEGIN', 'INSERT notes', 'ROLLBACK']);
          expect(failed?.attributes).to.include({ 'error.type': 'RangeError', 'sqlite.transaction.outcome': 'rollback' });
        });

        it('records a failed statement by its code', () => {
          const failed = named('INSERT notes').find(({ status }) => status === ERROR);
          expect(failed?.attributes['error.type']).to.equal('SQLITE_CONSTRAINT_UNIQUE');
        });

        it('measures each: durations, time the event loop was held, statements by shape', () => {
          const sumOf = (metric: string) => {
            const last = new Map(sink.points.filter((p) => p.metric === metric).map((p) => [JSON.stringify(p.attributes), p.value]));
            return [...last.values()].reduce((sum, value) => sum + value, 0);
          };
          expect(sumOf('db.client.operation.duration')).to.equal(statements().length);
          expect(sumOf('sqlite.statements')).to.equal(statements().length);
          expect(sumOf('sqlite.event_loop.blocked.time')).to.be.greaterThan(0);
          const shapes = new Set(statements().map(({ attributes }) => attributes['sqlite.statement.shape']));
          expect(sumOf('sqlite.statement.shapes')).to.equal(shapes.size);
          expect(sumOf('sqlite.transaction.duration')).to.equal(4);
        });

        it('lets no value out and uses no name that the vocabulary lacks', () => {
          expect(sink.bodies.join('\n')).to.not.match(/canary-in-a-(literal|parameter)/);
          expect(strangersIn(sink)).to.deep.equal([]);
        });
      });
    }
  }
}
