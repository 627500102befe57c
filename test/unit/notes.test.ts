// Notes on other people's objects: there for us, for nobody else.

import { inspect } from 'node:util';
import { expect } from 'chai';
import { makeNotes } from '../../instrumentation/hooks/notes.ts';

describe('notes on objects', () => {
  it('are kept and replaced, one of a kind', () => {
    const one = makeNotes<number>();
    const other = makeNotes<number>();
    const owner = {};
    expect(one.get(owner)).to.equal(undefined);
    one.set(owner, 1);
    expect([one.get(owner), other.get(owner)]).to.deep.equal([1, undefined]);
    one.set(owner, 2);
    other.set(owner, 3);
    expect([one.get(owner), other.get(owner), one.get({})]).to.deep.equal([2, 3, undefined]);
  });

  it('go on frozen objects and proxies, which notice nothing, and are not inherited', () => {
    const notes = makeNotes<string>();
    const frozen = Object.freeze(['a']);
    notes.set(frozen, 'frozen');
    const traps: string[] = [];
    const handler = new Proxy({}, { get: (_, trap) => traps.push(String(trap)) && undefined }) as ProxyHandler<object>;
    const proxy = new Proxy({}, handler);
    notes.set(proxy, 'proxy');
    expect([notes.get(frozen), notes.get(proxy), traps]).to.deep.equal(['frozen', 'proxy', []]);
    expect(notes.get(Object.create(frozen))).to.equal(undefined);
  });

  it('are seen by nobody else', () => {
    const owner = { a: 1 };
    makeNotes<object>().set(owner, { secret: true });
    expect(Reflect.ownKeys(owner)).to.deep.equal(['a']);
    expect(inspect(owner, { showHidden: true })).to.equal('{ a: 1 }');
    expect(JSON.stringify({ ...owner })).to.equal('{"a":1}');
    expect(structuredClone(owner)).to.deep.equal({ a: 1 });
  });
});
