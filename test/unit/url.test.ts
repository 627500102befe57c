// Addresses without secrets.

import { expect } from 'chai';
import { maskAddress, maskQuery, splitTarget } from '../../instrumentation/privacy/url.ts';

describe('maskQuery', () => {
  for (const name of [
    'api_key',
    'apiKey',
    'API-KEY',
    'access_token',
    'token',
    'sig',
    'Signature',
    'X-Amz-Credential',
    'client_secret',
    'password',
    'code',
    'auth',
    'api%5Fkey',
    'key',
    'session_id',
  ]) {
    it(`masks ${name}`, () => expect(maskQuery(`a=1&${name}=canary&b=2`)).to.equal(`a=1&${name}=REDACTED&b=2`));
  }
  for (const query of ['page=2&q=key', 'monkey=1', 'keyboard=qwerty', 'sort=signed', '', 'a&b&c', 'broken=%E0%A4%A', 'design=dark']) {
    it(`leaves ${JSON.stringify(query)}`, () => expect(maskQuery(query)).to.equal(query));
  }
});

describe('maskQuery with many names', () => {
  it('masks each secret one and keeps all between them', () =>
    expect(maskQuery('a=1&token=x&b&key=y=z&&c=&sig=')).to.equal('a=1&token=REDACTED&b&key=REDACTED&&c=&sig=REDACTED'));
  it('goes on judging names when more have come than it remembers', () => {
    for (let index = 0; index < 1500; index += 1)
      expect(maskQuery(`n${index}=1&n${index}token=2`)).to.equal(`n${index}=1&n${index}token=REDACTED`);
    expect(maskQuery('token=1&a=2')).to.equal('token=REDACTED&a=2');
  });
});

describe('splitTarget and maskAddress', () => {
  it('split at the first question mark', () => expect(splitTarget('/a?b=1?token=2')).to.deep.equal({ path: '/a', query: 'b=1?token=2' }));
  it('know a target without a query', () => expect(splitTarget('/a')).to.deep.equal({ path: '/a', query: undefined }));
  it('take user and password out', () =>
    expect(maskAddress('https://user:canary@host:1', '/x?token=canary')).to.equal('https://host:1/x?token=REDACTED'));
});
