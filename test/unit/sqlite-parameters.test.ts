// Parameters of statements: NULL for each in a plan, and equal reads by equal hashes, without running anybody's getter.

import { expect } from 'chai';
import { hashText, hashValues, nullsFor } from '../../instrumentation/libraries/sqlite/parameters.ts';

describe('nullsFor', () => {
  it('binds every parameter once and nothing that only looks like one', () => {
    expect(nullsFor('SELECT ? , ?')).to.deep.equal([null, null]);
    expect(nullsFor('SELECT ?2, :name, @at, $usd, :name')).to.deep.equal([{ 2: null, name: null, at: null, usd: null }]);
    expect(nullsFor(`SELECT '?', ":a", [$b], \`@c\` -- ?\n/* :d */ FROM t WHERE e = ?`)).to.deep.equal([null]);
    expect(nullsFor('SELECT ?, :a')).to.deep.equal([null, { a: null }]);
  });
});

describe('the hash of a read', () => {
  const hashRead = (sql: string, values: readonly unknown[]) => hashValues(hashText(sql) ?? Number.NaN, values);
  const same = (left: unknown[], right: unknown[]) => hashRead('s', left) === hashRead('s', right);
  it('tells equal values and different ones apart, by type as well', () => {
    expect(same([1, 'a', null], [1, 'a', null])).to.equal(true);
    expect(same([{ a: 1 }], [{ a: 1 }])).to.equal(true);
    expect(same([Buffer.from('x')], [Buffer.from('x')])).to.equal(true);
    expect(same([-0], [0])).to.equal(true);
    expect(same([Number.NaN], [Number.NaN])).to.equal(true);
    for (const [left, right] of [
      [[1], ['1']],
      [[1], [2]],
      [
        ['ab', 'c'],
        ['a', 'bc'],
      ],
      [[{ a: 1 }], [{ b: 1 }]],
      [[Buffer.from('x')], [Buffer.from('y')]],
      [[1n], [1]],
      [[1], [-1]],
      [[1], [1.5]],
      [[2 ** 32], [0]],
      [[2 ** 32 + 1], [1]],
      [[true], [1]],
    ] as const)
      expect(same([...left], [...right]), JSON.stringify([String(left), String(right)])).to.equal(false);
    expect(hashRead('a', [1])).to.not.equal(hashRead('b', [1]));
  });

  it('gives up on what is long, nested, a proxy or behind a getter, and runs none', () => {
    let ran = 0;
    const trap = () => {
      ran += 1;
      return undefined;
    };
    const proxy = new Proxy({}, { get: trap, getOwnPropertyDescriptor: trap });
    const getter = Object.defineProperty({}, 'a', { enumerable: true, get: trap });
    for (const value of ['x'.repeat(5000), [[[1]]], proxy, getter, () => 1]) expect(hashRead('s', [value])).to.equal(undefined);
    expect(hashText('x'.repeat(5000))).to.equal(undefined);
    expect(ran).to.equal(0);
  });
});
