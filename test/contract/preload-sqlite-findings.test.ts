// What the SQLite finder says: full scans by query plan, N+1 and repeated reads in a trace; and that looking is never noticed.

import { expect } from 'chai';
import { databaseMetric } from '../../instrumentation/vocabulary/domains/database.ts';
import { missingIn, strangersIn } from '../support/closed-world.ts';
import { type RunningApp, sendTo, startApp } from '../support/run-app.ts';
import { type LogEntry, Sink } from '../support/sink.ts';

class Pages {
  readonly sink = new Sink();
  #app: RunningApp | undefined;
  #base = '';

  async start(env: Readonly<Record<string, string>>): Promise<void> {
    this.#app = startApp('sqlite-findings.mjs', { env: { ...sendTo(await this.sink.listen()), ...env } });
    let stdout = '';
    this.#app.child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    await this.#app.printed(';');
    this.#base = `http://127.0.0.1:${/listening (\d+);/.exec(stdout)?.[1]}`;
  }

  async ask(path: string): Promise<string> {
    return (await fetch(this.#base + path)).text();
  }

  async stop(): Promise<void> {
    this.#app?.child.kill('SIGKILL');
    await this.#app?.ended;
    await this.sink.close();
  }

  advice(start: string): LogEntry[] {
    return this.sink.logs.filter(({ body }) => String(body).startsWith(start));
  }

  /** Latest value of a counter with these attributes, 0 when it never came. */
  count(metric: string, attributes: Readonly<Record<string, unknown>>): number {
    const points = this.sink.points.filter(
      (point) => point.metric === metric && Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
    );
    return points.at(-1)?.value ?? 0;
  }
}

for (const library of ['better-sqlite3', 'node:sqlite']) {
  describe(`the finder on ${library}`, () => {
    const pages = new Pages();
    before(() => pages.start({ SQLITE: library }));
    after(() => pages.stop());
    const traceOf = (path: string) => pages.sink.spans.find(({ attributes }) => attributes['url.path'] === path)?.traceId;

    it('finds a full scan by its plan, in the trace that ran it, and proposes the index', async () => {
      await pages.ask('/scan');
      const [advice] = await pages.sink.until(
        'the advice',
        () => pages.advice('Full scan: SELECT users').length > 0 && pages.advice('Full scan'),
      );
      expect(advice?.body).to.equal(
        'Full scan: SELECT users reads table users from end to end, as no index fits what it compares: team, name. ' +
          'Try: CREATE INDEX users_team_name ON users (team, name).',
      );
      expect(advice?.severityText).to.equal('warn');
      await pages.sink.until('the span', () => traceOf('/scan'));
      expect(advice?.traceId).to.equal(traceOf('/scan'));
    });

    it('counts every run of it, the one before its plan was known included', async () => {
      await pages.ask('/scan');
      await pages.sink.until(
        '3 scans',
        () => pages.count('sqlite.full_scans', { 'db.collection.name': 'users', 'sqlite.scan.kind': 'table' }) === 2,
      );
      expect(pages.advice('Full scan: SELECT users')).to.have.lengthOf(1);
    });

    it('finds an N+1, by parameters and by values in the text', async () => {
      await pages.ask('/n-plus-one');
      await pages.ask('/n-plus-one-by-text');
      await pages.sink.until('both', () => pages.advice('N+1').length === 2 && traceOf('/n-plus-one'));
      expect(pages.advice('N+1').map(({ attributes }) => attributes['db.query.text'])).to.deep.equal([
        'SELECT name FROM users WHERE id = ?',
        'SELECT title FROM posts WHERE id = ?',
      ]);
      expect(pages.advice('N+1')[0]?.traceId).to.equal(traceOf('/n-plus-one'));
      await pages.sink.until(
        'the count',
        () => pages.count('sqlite.repeated_reads', { 'db.collection.name': 'users', 'sqlite.repetition': 'n_plus_one' }) === 1,
      );
    });

    it('finds the same read made three times, unless something was written in between', async () => {
      await pages.ask('/identical-with-writes');
      await pages.ask('/identical');
      await pages.sink.until('the advice', () => pages.advice('Repeated read').length > 0);
      expect(pages.advice('Repeated read').map(({ attributes }) => attributes['db.query.summary'])).to.deep.equal(['SELECT posts']);
      await pages.sink.until('the count', () => pages.count('sqlite.repeated_reads', { 'sqlite.repetition': 'identical' }) === 1);
    });

    it('says nothing of four reads with values of their own and two alike', async () => {
      await pages.ask('/few');
      await pages.sink.until('the page', () => traceOf('/few'));
      expect(pages.sink.logs.filter(({ traceId }) => traceId === traceOf('/few'))).to.deep.equal([]);
    });

    it('looks again after the schema has changed: with the index there is no scan any more', async () => {
      const text = 'SELECT id, name FROM users AS u WHERE u.team = ? AND name > ?';
      const shape = pages.sink.spans.find(({ attributes }) => attributes['db.query.text'] === text)?.attributes['sqlite.statement.shape'];
      const runs = () => pages.count('sqlite.statements', { 'sqlite.statement.shape': shape });
      const scans = () => pages.count('sqlite.full_scans', { 'db.collection.name': 'users', 'db.operation.name': 'SELECT' });
      const scanned = scans();
      await pages.ask('/index');
      for (let run = 0; run < 3; run += 1) {
        const before = runs();
        await pages.ask('/scan');
        // Both counters come with the same export.
        await pages.sink.until('the run', () => runs() === before + 1);
      }
      expect({ scans: scans(), runs: runs() }).to.deep.equal({ scans: scanned, runs: scanned + 3 });
    });

    it('lets no value out and uses no name that the vocabulary lacks', () => {
      expect(pages.sink.bodies.join('\n')).to.not.include('canary');
      expect(strangersIn(pages.sink)).to.deep.equal([]);
      const { sqliteShapesFolded, sqliteUnwatchedReads, sqliteTransactionDuration, ...expected } = databaseMetric;
      expect(missingIn(pages.sink, expected)).to.deep.equal([]);
    });
  });

  describe(`looking at plans on ${library}`, () => {
    let pages: Pages;
    beforeEach(() => {
      pages = new Pages();
    });
    afterEach(() => pages.stop());
    const lookedAt = () => pages.sink.until('a plan', () => pages.count('sqlite.explains', { 'sqlite.explain.result': 'scan' }) > 0);

    it('leaves changes(), total_changes(), last_insert_rowid() and the transaction state as they are, with an iterator open', async () => {
      await pages.start({ SQLITE: library, ...(library === 'better-sqlite3' ? { STRICT_DATABASE: 'yes' } : {}) });
      expect(await pages.ask('/hold')).to.equal('false');
      await pages.ask('/scan');
      await lookedAt();
      const [before, now, inTransaction] = (await pages.ask('/facts')).split(' ');
      expect({ now, inTransaction }).to.deep.equal({ now: before, inTransaction: 'false' });
      expect(pages.count('sqlite.explains', { 'sqlite.explain.result': 'failed' })).to.equal(0);
    });

    it('waits for the end of a transaction', async () => {
      await pages.start({ SQLITE: library });
      await pages.ask('/begin');
      await pages.ask('/scan');
      // Two exports of metrics, each longer than the pause before a look.
      const exported = () => pages.sink.points.filter(({ metric }) => metric === 'sqlite.statement.shapes').length;
      const first = exported();
      await pages.sink.until('2 exports', () => exported() >= first + 2);
      expect(pages.count('sqlite.explains', {})).to.equal(0);
      await pages.ask('/commit');
      await lookedAt();
    });

    it('is left out where somebody would notice: a log of statements, an authorizer', async () => {
      const isNative = library === 'node:sqlite';
      await pages.start({ SQLITE: library, ...(isNative ? { AUTHORIZER: 'yes' } : { VERBOSE: 'yes' }) });
      const heard = isNative ? '/authorizations' : '/logged';
      const before = Number(await pages.ask(heard));
      expect(before).to.be.greaterThan(0);
      await pages.ask('/scan');
      await pages.sink.until('the skip', () => pages.count('sqlite.explains', { 'sqlite.explain.result': 'skipped' }) > 0);
      // The log hears the page's own statement; the authorizer heard it when it was prepared.
      expect(Number(await pages.ask(heard))).to.equal(isNative ? before : before + 1);
      expect(pages.count('sqlite.explains', { 'sqlite.explain.result': 'scan' })).to.equal(0);
    });

    it('is bounded, and what is beyond the bounds is counted: shapes, reads watched in a trace, plans that wait', async () => {
      await pages.start({ SQLITE: library });
      await pages.ask('/many');
      // 2000 shapes are remembered, 100 of one trace are watched, 200 plans wait.
      await pages.sink.until('the counts', () => pages.count('sqlite.statement.shapes.folded', {}) > 0);
      expect(pages.count('sqlite.statement.shapes', {})).to.equal(2000);
      expect(pages.count('sqlite.statement.shapes.folded', {})).to.be.within(100, 110);
      expect(pages.count('sqlite.unwatched_reads', {})).to.equal(2000);
      expect(pages.count('sqlite.explains', { 'sqlite.explain.result': 'skipped' })).to.be.within(1700, 1900);
    });

    it('never touches a database that was closed meanwhile', async () => {
      await pages.start({ SQLITE: library });
      await pages.ask('/scan');
      await pages.ask('/close');
      const exported = () => pages.sink.points.filter(({ metric }) => metric === 'sqlite.statement.shapes').length;
      const first = exported();
      await pages.sink.until('3 exports', () => exported() >= first + 3);
      expect(pages.count('sqlite.explains', { 'sqlite.explain.result': 'failed' })).to.equal(0);
      expect(await pages.ask('/logged')).to.equal('0');
    });

    it('and watching reads stop by PERAGUS_SQL_FINDER=off', async () => {
      await pages.start({ SQLITE: library, PERAGUS_SQL_FINDER: 'off' });
      await pages.ask('/scan');
      await pages.ask('/n-plus-one');
      await pages.ask('/identical');
      const exported = () => pages.sink.points.filter(({ metric }) => metric === 'sqlite.statement.shapes').length;
      const first = exported();
      await pages.sink.until('3 exports', () => exported() >= first + 3);
      expect(pages.sink.points.filter(({ metric }) => /^sqlite\.(explains|full_scans|repeated_reads)$/.test(metric))).to.deep.equal([]);
      expect(pages.sink.logs.filter(({ severityText }) => severityText === 'warn')).to.deep.equal([]);
    });
  });
}
