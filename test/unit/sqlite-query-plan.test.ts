// Full scans read out of real query plans: which table, which columns, which advice, and what is no finding.

import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { adviseOn, scansOf } from '../../instrumentation/libraries/sqlite/query-plan.ts';
import { describeStatement } from '../../instrumentation/privacy/sql.ts';

const database = new DatabaseSync(':memory:');
database.exec(`CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, team TEXT);
  CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER, title TEXT); CREATE INDEX posts_author ON posts (author);
  CREATE TABLE "odd name" (a, b); CREATE VIEW people AS SELECT * FROM users WHERE team = 'red'`);

const scans = (sql: string) =>
  scansOf(
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail)),
    describeStatement(sql).text,
  ).map(({ table, kind, columns }) => `${kind} ${table}(${columns.join(',')})`);

const CASES: readonly (readonly [sql: string, ...found: string[]])[] = [
  ['SELECT * FROM users WHERE name = ?', 'table users(name)'],
  ['SELECT * FROM users AS u WHERE u.name > ? AND u.team = ?', 'table users(team,name)'],
  ['SELECT * FROM users u WHERE 5 = id OR name IN (?, ?)', 'table users(name)'],
  ['SELECT * FROM "odd name" WHERE "a" = ?', 'table odd name(a)'],
  ['select "id" from "users" where "users"."team" = ?', 'table users(team)'],
  ['SELECT * FROM users', 'table users()'],
  ['UPDATE users SET name = ? WHERE team = ?', 'table users(team)'],
  ['DELETE FROM users WHERE lower(name) = ?', 'table users()'],
  ['SELECT count(*) FROM posts', 'index posts()'],
  ['SELECT * FROM people', 'table users()'],
  ['WITH x AS (SELECT * FROM users WHERE name = ?) SELECT * FROM x', 'table users(name)'],
  ['SELECT * FROM users WHERE id = ?'],
  ['SELECT * FROM posts WHERE author = ?'],
  ['SELECT * FROM users LIMIT 10'],
  ['SELECT 1'],
  ['SELECT * FROM sqlite_master WHERE name = ?'],
  ['SELECT * FROM json_each(?)'],
];

describe('the query plan', () => {
  for (const [sql, ...found] of CASES) {
    it(`of ${sql} ${found.length > 0 ? `scans ${found}` : 'scans nothing'}`, () => expect(scans(sql)).to.deep.equal(found));
  }

  it('of a join without an index names the table that an index would be built for each time', () => {
    database.exec('CREATE TABLE likes (post INTEGER, by INTEGER)');
    expect(scans('SELECT * FROM posts p JOIN likes l ON l.post = p.author WHERE p.id = ?')).to.include('table likes(post)');
  });

  it('gives advice with quoted names where they need it', () => {
    expect(adviseOn({ table: 'odd name', kind: 'table', columns: ['a'] }, 'SELECT odd name')).to.include(
      'Try: CREATE INDEX odd_name_a ON "odd name" (a).',
    );
    expect(adviseOn({ table: 'users', kind: 'table', columns: [] }, 'SELECT users')).to.include('Narrow it by WHERE');
  });
});
