// Queries and messages of databases lose their values, whatever quotes the database knows.

import { expect } from 'chai';
import { describeQuery, withoutQuoted } from '../../instrumentation/privacy/query.ts';

const CASES: readonly (readonly [system: string, query: string, masked: string])[] = [
  ['postgresql', "SELECT * FROM t WHERE a = E'x\\'secret' AND b = 1", 'SELECT * FROM t WHERE a = ? AND b = ?'],
  ['postgresql', "SELECT * FROM t WHERE a = 'C:\\' AND b = 'secret'", 'SELECT * FROM t WHERE a = ? AND b = ?'],
  ['postgresql', 'DO $body$ secret $other$ secret $body$ LANGUAGE plpgsql', 'DO ? LANGUAGE plpgsql'],
  ['postgresql', 'SELECT $$secret', 'SELECT ?'],
  ['postgresql', 'SELECT "Name" FROM t WHERE id = $1 AND x = $2', 'SELECT "Name" FROM t WHERE id = $1 AND x = $2'],
  ['mysql', 'SELECT * FROM `t` WHERE a = "it\\"s secret" AND b = \'it\\\'s secret\'', 'SELECT * FROM `t` WHERE a = ? AND b = ?'],
  ['mssql', "SELECT TOP 1 [x] FROM [t] WHERE a = N'secret'", 'SELECT TOP ? [x] FROM [t] WHERE a = N?'],
];

describe('Query masking', () => {
  for (const [system, query, masked] of CASES) {
    it(`keeps the shape of ${system}: ${query}`, () => {
      expect(describeQuery(query, system)?.text).to.equal(masked);
    });
  }

  it('leaves commands that are no SQL to their instrumentation', () => {
    expect(describeQuery('GET ?', 'redis')).to.equal(undefined);
  });

  it('takes what a message quotes out of it, an open quote to the end', () => {
    expect(withoutQuoted('invalid input syntax for type integer: "secret"')).to.equal('invalid input syntax for type integer: ?');
    expect(withoutQuoted("Duplicate entry 'secret' for key 'users.email")).to.equal('Duplicate entry ? for key ?');
  });

  it('takes linear time on a text of many open quotes and dollars', () => {
    const started = performance.now();
    describeQuery('$a$ E\' $b$ " \\'.repeat(20_000), 'postgresql');
    expect(performance.now() - started).to.be.lessThan(1000);
  });
});
