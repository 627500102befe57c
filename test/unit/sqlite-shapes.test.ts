// Statement shapes: values and list lengths make no new shape, and what an application makes up stays bounded.

import { expect } from 'chai';
import { attributesOf, labelOfTable, shapeOf } from '../../instrumentation/libraries/sqlite/shapes.ts';
import { unflatten } from '../../instrumentation/signals/flat.ts';
import { attribute as a } from '../../instrumentation/vocabulary/index.ts';

describe('shapeOf', () => {
  it('is the same for other values, longer lists and more rows', () => {
    expect(shapeOf('SELECT a FROM t WHERE b = 1')).to.equal(shapeOf("SELECT a FROM t WHERE b = 'x'"));
    expect(shapeOf('SELECT a FROM t WHERE b IN (?, ?)')).to.equal(shapeOf('SELECT a FROM t WHERE b IN (?,?,?,4)'));
    expect(shapeOf('INSERT INTO t VALUES (?, ?), (?, ?)')).to.equal(shapeOf('INSERT INTO t VALUES (1, 2), (3, 4), (5, 6)'));
    expect(shapeOf('SELECT a FROM t WHERE b = 1')).to.not.equal(shapeOf('SELECT a FROM t WHERE c = 1'));
  });

  it('knows reads, writes and changes of the schema', () => {
    const kinds = (sql: string) => {
      const { isRead, isWrite, changesSchema } = shapeOf(sql);
      return [isRead, isWrite, changesSchema];
    };
    expect(kinds('SELECT * FROM t')).to.deep.equal([true, false, false]);
    expect(kinds('WITH x AS (SELECT 1) DELETE FROM t')).to.deep.equal([false, true, false]);
    expect(kinds('PRAGMA foreign_keys')).to.deep.equal([false, false, false]);
    expect(kinds('INSERT INTO t VALUES (1); CREATE INDEX i ON t (a)')).to.deep.equal([false, true, true]);
  });

  it('gives 200 shapes and 100 tables a label, and remembers 2000 shapes', () => {
    const shapes = Array.from({ length: 2500 }, (_, index) => shapeOf(`SELECT a FROM made_up_${index}`));
    const labels = new Set(shapes.map(({ countLabels }) => countLabels[a.sqliteShape.key]));
    expect(labels.size).to.be.at.most(201);
    expect(labels.has('_OTHER')).to.equal(true);
    expect(new Set(shapes.map(({ tableLabel }) => tableLabel)).size).to.be.at.most(101);
    expect(labelOfTable('one_more')).to.equal('_OTHER');
    const known = shapes.filter(({ isKnown }) => isKnown).length;
    expect(known).to.be.within(1900, 2000);
    const last = shapes.at(-1);
    expect(last && attributesOf(last, undefined)).to.include('made_up_2499');
  });
});

describe('attributesOf', () => {
  it('gives the spans of a shape in one database one frozen array, each key once, and keeps it for few databases', () => {
    const shape = shapeOf('SELECT a FROM kept WHERE b = ?');
    const one = attributesOf(shape, 'one.db');
    expect(attributesOf(shape, 'one.db')).to.equal(one);
    expect(attributesOf(shape, 'other.db')).to.not.equal(one);
    expect(Object.isFrozen(one)).to.equal(true);
    const keys = one.filter((_, at) => at % 2 === 0);
    expect(new Set(keys).size).to.equal(keys.length);
    expect(unflatten(one)).to.deep.equal({
      'db.system.name': 'sqlite',
      'db.operation.name': 'SELECT',
      'db.collection.name': 'kept',
      'db.query.text': 'SELECT a FROM kept WHERE b = ?',
      'db.query.summary': 'SELECT kept',
      'sqlite.statement.shape': shape.hash,
      'db.namespace': 'one.db',
    });
    expect(unflatten(attributesOf(shape, undefined))).to.not.have.property('db.namespace');
    for (let file = 0; file < 100; file += 1) attributesOf(shape, `${file}.db`);
    expect(shape.attributesIn.size).to.be.at.most(8);
    expect(unflatten(attributesOf(shape, '99.db'))['db.namespace']).to.equal('99.db');
  });
});
