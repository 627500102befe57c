// Drizzle 0.33 as Srcbook has it and 0.45, as ES module and as CommonJS, over better-sqlite3 and node:sqlite: each statement once, with its table.

import { join } from 'node:path';
import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';
import { missingCompiler, useSqlite } from '../support/sqlite-builds.ts';

const CLIENT = 3;
const BUILD_MS = 180_000;
const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = { '0.33': 'test/fixtures/sqlite11/node_modules/drizzle-orm', '0.45': 'node_modules/drizzle-orm' };

const FIRST = [
  'CREATE users',
  'CREATE posts',
  'INSERT users',
  'INSERT posts',
  'SELECT users',
  'SELECT posts',
  'SELECT users',
  'UPDATE posts',
];
// Drizzle's own savepoint is a statement of its own; the outer transaction is the library's.
const TRANSACTION = ['BEGIN', 'INSERT posts', 'SAVEPOINT', 'DELETE posts', 'RELEASE', 'COMMIT'];
const LAST = ['DELETE users'];

const why = await missingCompiler();
const ways = NODES.flatMap(([nodeName, node]) =>
  (['0.33', '0.45'] as const).flatMap((drizzle) =>
    ['js', 'cjs'].flatMap((ending) => ['better-sqlite3', 'node:sqlite'].map((library) => ({ nodeName, node, drizzle, ending, library }))),
  ),
);

for (const { nodeName, node, drizzle, ending, library } of ways) {
  const major = drizzle === '0.33' ? 11 : 13;
  const isMissing = library === 'better-sqlite3' && major === 11 && why !== undefined;
  const title = `Drizzle ${drizzle} (.${ending}) over ${library === 'better-sqlite3' ? `${library} ${major}` : library} on ${nodeName}`;
  (isMissing ? describe.skip : describe)(isMissing ? `${title} (${why})` : title, () => {
    const sink = new Sink();
    let bare: Ended;
    let observed: Ended;
    before(async function () {
      this.timeout(BUILD_MS);
      const env = {
        ...(library === 'better-sqlite3' ? await useSqlite(major, node) : { SQLITE: library }),
        DRIZZLE: join(ROOT, FOLDERS[drizzle], `*.${ending}`),
      };
      bare = await runApp('sqlite-drizzle.mjs', { preload: false, node, env });
      observed = await runApp('sqlite-drizzle.mjs', { node, env: { ...env, ...sendTo(await sink.listen()) } });
    });
    after(() => sink.close());

    it('prints the same, and has each statement once, in order, with its table and without values', () => {
      expect(bare.code, bare.stderr).to.equal(0);
      expect(observed.stdout).to.equal(bare.stdout);
      const statements = sink.spans.filter(({ kind }) => kind === CLIENT);
      expect(statements.map(({ name }) => name)).to.deep.equal([...FIRST, ...(library === 'better-sqlite3' ? TRANSACTION : []), ...LAST]);
      expect(observed.stdout).to.include(`logged ${statements.length} statements`);
      expect(JSON.stringify(sink.spans)).to.not.include('canary');
      const select = statements.find(({ name }) => name === 'SELECT posts');
      expect(select?.attributes['db.query.text']).to.match(/from "posts" inner join "users" on "users"\."id" = "posts"\."author"$/);
    });
  });
}
