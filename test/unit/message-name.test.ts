// Names of WebSocket messages: read out of their beginning, without ids, of few values.

import { expect } from 'chai';
import { readString } from '../../instrumentation/libraries/websocket/json-place.ts';
import { makeNameReader } from '../../instrumentation/libraries/websocket/message-name.ts';

describe('the name of a message', () => {
  const read = makeNameReader('auto');

  it('is topic and event of an array, and the type of an object', () => {
    expect(read(' ["session:abc", "cell:exec", {"a":1}]')).to.deep.equal({ topic: 'session:*', event: 'cell:exec' });
    expect(read('{"payload":{"type":"inner","x":"}"},"type":"outer"}')).to.deep.equal({ event: 'outer' });
  });

  it('has no ids and nothing that may be a person', () => {
    expect(read('["order-9f8e7d6c5b", "item/12345/sold"]')).to.deep.equal({ topic: '*', event: 'item/*/sold' });
    expect(read('["ada@example.com", "two words"]')).to.deep.equal({ topic: '_OTHER', event: '_OTHER' });
  });

  it('is nothing for text that is no JSON, cut, empty or of another shape, and never throws', () => {
    for (const text of [
      '',
      ' ',
      'hello',
      '[',
      '{',
      '["',
      '{"type',
      '{"type":',
      '{"type":7}',
      '[1,2]',
      '[[["a"]]]',
      '{"type":"a\\u0062"}',
      '{:}',
    ])
      expect(JSON.stringify(read(text)), text).to.equal('{}');
  });

  it('takes at most 50 different events', () => {
    const reader = makeNameReader('type');
    const names = Array.from(
      { length: 80 },
      (_, index) => reader(`{"type":"kind${'x'.repeat(index % 40)}${index < 40 ? 'a' : 'b'}"}`).event,
    );
    expect(new Set(names).size).to.equal(51);
    expect(names.at(-1)).to.equal('_OTHER');
  });

  it('is read at a place of one’s own, escapes of JSON pointers included', () => {
    expect(readString('{"a":[{"b/c":"deep"}]}', ['a', '0', 'b/c'])).to.equal('deep');
    expect(makeNameReader('/a~1b/0')('{"x":{"a/b":["no"]},"a/b":["yes"]}')).to.deep.equal({ event: 'yes' });
  });
});
