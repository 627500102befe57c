// What requests of one connection have in common is described once, and only while it is the same.

import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { expect } from 'chai';
import { Connection } from '../../instrumentation/libraries/http/connection.ts';

const connection = () => new Connection(Object.assign(new EventEmitter(), { remoteAddress: '10.1.2.3' }) as unknown as Socket);
const pairs = (flat: readonly unknown[] | undefined) =>
  Object.fromEntries(Array.from({ length: (flat ?? []).length / 2 }, (_, at) => [flat?.[at * 2], flat?.[at * 2 + 1]]));
const FIRST = ['1.1', 'shop.example:8080', 'curl/8'] as const;

describe('what requests of a connection have in common', () => {
  it('is described anew for the first request, and one frozen list for all that are like it', () => {
    const one = connection();
    expect(one.commonWithLast(...FIRST)).to.equal(undefined);
    const described = pairs(one.describe());
    const common = one.commonWithLast(...FIRST);
    expect(Object.isFrozen(common)).to.equal(true);
    expect(pairs(common)).to.deep.equal(described);
    expect(described).to.deep.equal({
      'url.scheme': 'http',
      'network.protocol.version': '1.1',
      'client.address': '10.1.2.3',
      'server.address': 'shop.example',
      'server.port': 8080,
      'user_agent.original': 'curl/8',
    });
    expect(one.commonWithLast(...FIRST)).to.equal(common);
  });

  const others: Record<string, [string, string, string | undefined]> = {
    version: ['1.0', 'shop.example:8080', 'curl/8'],
    host: ['1.1', 'other.example', 'curl/8'],
    agent: ['1.1', 'shop.example:8080', undefined],
  };
  for (const [what, other] of Object.entries(others)) {
    it(`is not taken over by a request of another ${what}`, () => {
      const one = connection();
      one.commonWithLast(...FIRST);
      const before = pairs(one.commonWithLast(...FIRST));
      expect(one.commonWithLast(...other)).to.equal(undefined);
      expect(pairs(one.describe())).to.not.deep.equal(before);
      expect(pairs(one.commonWithLast(...other))).to.deep.equal(pairs(one.describe()));
    });
  }
});
