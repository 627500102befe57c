// SQL without its values: text, verb and table of each kind of statement.

import { expect } from 'chai';
import { describeStatement } from '../../instrumentation/privacy/sql.ts';

const CASES: readonly (readonly [sql: string, text: string, summary: string])[] = [
  ["select * from notes where text = 'it''s secret' and id = 42", 'select * from notes where text = ? and id = ?', 'SELECT notes'],
  ['SELECT "a"."b" FROM "main"."user notes" LIMIT 5', 'SELECT "a"."b" FROM "main"."user notes" LIMIT ?', 'SELECT user notes'],
  [
    'insert into "config" ("a", "b") values (?, 1.5e3), (x\'AB\', -7)',
    'insert into "config" ("a", "b") values (?, ?), (?, ?)',
    'INSERT config',
  ],
  ['UPDATE t1 SET a2 = 0x1F WHERE c = :name', 'UPDATE t1 SET a2 = ? WHERE c = :name', 'UPDATE t1'],
  ['delete from sessions -- where token = 1\nwhere id in (1,2)', 'delete from sessions where id in (?,?)', 'DELETE sessions'],
  ['WITH x AS (SELECT 1) SELECT * FROM x', 'WITH x AS (SELECT ?) SELECT * FROM x', 'WITH x'],
  ['CREATE TABLE IF NOT EXISTS `notes` (id INTEGER)', 'CREATE TABLE IF NOT EXISTS `notes` (id INTEGER)', 'CREATE notes'],
  ['PRAGMA journal_mode = wal', 'PRAGMA journal_mode = wal', 'PRAGMA'],
  ['BEGIN', 'BEGIN', 'BEGIN'],
  ['select 1_000, ?1, $a from t', 'select ?, ?1, $a from t', 'SELECT t'],
  ['SELEC secret', 'SELEC secret', 'OTHER'],
  ['PRAGMA key = secret', 'PRAGMA key = ?', 'PRAGMA'],
  ['PRAGMA cipher.rekey("secret")', 'PRAGMA cipher.rekey = ?', 'PRAGMA'],
  ['ATTACH "secret.db" AS other', 'ATTACH ? AS other', 'ATTACH'],
  ["select '/* not a comment */', col1 /* secret 'x' */ from t", 'select ?, col1 from t', 'SELECT t'],
  ["select 'never closed", 'select ?', 'SELECT'],
  ['', '', 'OTHER'],
];

// SQLite reads "secret" as a string where it knows no such column.
const QUOTED: readonly (readonly [sql: string, text: string])[] = [
  ['select * from t where name = "secret"', 'select * from t where name = ?'],
  ['select * from t where name<>"secret" or n > "secret"', 'select * from t where name<>? or n > ?'],
  ['select * from t where a in ("secret", "secret") and b like "secret"', 'select * from t where a in (?, ?) and b like ?'],
  ['select * from t where a between "secret" and "secret"', 'select * from t where a between ? and ?'],
  ['insert into "t" ("a", "b") values ("secret", ?), (?, "secret")', 'insert into "t" ("a", "b") values (?, ?), (?, ?)'],
  ['insert into t("a") values (upper("secret"))', 'insert into t("a") values (upper(?))'],
  ['update "t" set "a" = "secret", "b" = ? where "id" = ?', 'update "t" set "a" = ?, "b" = ? where "id" = ?'],
  ['select case when a then "secret" else "secret" end from t', 'select case when a then ? else ? end from t'],
  ['select a || "secret", coalesce(a, "secret") from t', 'select a || ?, coalesce(a, ?) from t'],
  ['select * from t where a = "never closed secret', 'select * from t where a = ?'],
  ['create table t (a text default "secret")', 'create table t (a text default ?)'],
  ['select * from t where x = (select "b" from "u" where "c" = "secret")', 'select * from t where x = (select "b" from "u" where "c" = ?)'],
];
// As Drizzle writes them.
const KEPT = [
  'select "id", "name" from "users" where ("users"."id" = "posts"."user_id" and "name" is null) order by "id" desc',
  'select "a"."id" as "x" from "main"."a" left join "b" on "a"."id" = "b"."a" group by "a"."id"',
  'insert into "t" ("a", "b") values (?, ?) on conflict ("a") do update set "b" = excluded."b" returning "a", "b"',
  'update "t" set "a" = ? where "t"."id" in (?, ?) and "b" between ? and ? returning "a"',
  'delete from "t" where "a" not in (?)',
  'create unique index "i" on "t" ("a", "b")',
  'with "x" as (select "a" from "t" where "b" = ?) select * from "x"',
];

describe('describeStatement', () => {
  for (const [sql, text] of QUOTED) it(`masks the string in ${sql}`, () => expect(describeStatement(sql).text).to.equal(text));
  for (const sql of KEPT) it(`keeps every name of ${sql.slice(0, 60)}`, () => expect(describeStatement(sql).text).to.equal(sql));

  for (const [sql, text, summary] of CASES) {
    it(`reads ${JSON.stringify(sql.slice(0, 50))}`, () => {
      const statement = describeStatement(sql);
      expect({ text: statement.text, summary: statement.summary }).to.deep.equal({ text, summary });
    });
  }

  it('takes time in proportion to the input: 8 times the length, at most 24 times the time', () => {
    const hostile = (length: number) => `select ${"'".repeat(1)}${"a''".repeat(length)} [ \` " -- /* ${'0x'.repeat(length)}`;
    const time = (length: number) => {
      const sql = hostile(length);
      const started = performance.now();
      for (let round = 0; round < 50; round += 1) describeStatement(sql);
      return performance.now() - started;
    };
    time(250);
    expect(time(2000) / Math.max(time(250), 0.05)).to.be.lessThan(24);
  });
});
