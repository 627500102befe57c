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
  ["select '/* not a comment */', col1 /* secret 'x' */ from t", 'select ?, col1 from t', 'SELECT t'],
  ["select 'never closed", 'select ?', 'SELECT'],
  ['', '', 'OTHER'],
];

describe('describeStatement', () => {
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
