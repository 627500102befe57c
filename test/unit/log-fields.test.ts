// What an application logs as attribute values: bounded, complete within the bounds, our own names ours.

import { expect } from 'chai';
import { bodyOf, fieldsOf } from '../../instrumentation/libraries/logs/fields.ts';

const NOTHING_KNOWN = { error: undefined, added: [] };

describe('the fields of a log entry', () => {
  it('keep text, numbers, flags, dates, lists and objects; what has no value becomes text', () => {
    const fields = fieldsOf(
      {
        level: 'info',
        message: 'm',
        text: 'a',
        count: 1,
        flag: true,
        at: new Date(0),
        list: [1, 'b'],
        deep: { er: { est: { x: { y: 1 } } } },
        big: 10n,
        none: null,
      },
      NOTHING_KNOWN,
    );
    expect(fields).to.deep.equal({
      text: 'a',
      count: 1,
      flag: true,
      at: '1970-01-01T00:00:00.000Z',
      list: [1, 'b'],
      deep: { er: { est: { x: '[Object]' } } },
      big: '10',
      none: null,
    });
  });

  it('are at most 64; how many were left out is said', () => {
    const fields = fieldsOf(Object.fromEntries(Array.from({ length: 70 }, (_, n) => [`field${n}`, n])), NOTHING_KNOWN);
    expect(Object.keys(fields)).to.have.lengthOf(65);
    expect(fields['log.fields_dropped']).to.equal(6);
  });

  it("hold the first error as exception.*, which a field of that name can't replace; a second one as text", () => {
    const fields = fieldsOf({ err: new TypeError('one'), 'exception.type': 'forged', other: new RangeError('two') }, NOTHING_KNOWN);
    expect(fields).to.include({ 'exception.type': 'TypeError', 'exception.message': 'one', other: 'RangeError: two' });
  });

  it('leave out what we added, and the copied stack of a known error', () => {
    const error = new Error('known');
    const fields = fieldsOf({ trace_id: 'ours', span_id: 'own', stack: error.stack, again: error }, { error, added: ['trace_id'] });
    expect(Object.keys(fields)).to.deep.equal(['span_id', 'exception.type', 'exception.message', 'exception.stacktrace']);
    expect(fields).to.include({ span_id: 'own', 'exception.message': 'known' });
  });

  it('stay as they were when the application changes its entry afterwards', () => {
    const entry: Record<string, unknown> = { user: 'ada', list: [1], deep: { x: 1 } };
    const fields = fieldsOf(entry, NOTHING_KNOWN);
    entry.user = 'changed';
    (entry.list as number[]).push(2);
    (entry.deep as { x: number }).x = 2;
    entry.more = true;
    expect(fields).to.deep.equal({ user: 'ada', list: [1], deep: { x: 1 } });
  });

  it('give a body for any message', () => {
    const circular: Record<string, unknown> = { n: 1n };
    circular.self = circular;
    expect([bodyOf('text'), bodyOf(new Error('e')), bodyOf({ a: [1] }), bodyOf(undefined), bodyOf(Symbol('s'))]).to.deep.equal([
      'text',
      'e',
      '{"a":[1]}',
      'undefined',
      'Symbol(s)',
    ]);
    expect(bodyOf(circular)).to.include('"n":"1"');
  });
});
