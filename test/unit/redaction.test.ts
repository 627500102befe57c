// What is masked in a text, and what is left of it.

import { expect } from 'chai';
import { maskAndCut, maskOf, maskText, maskValue } from '../../instrumentation/privacy/redaction.ts';
import { SeriesBudget } from '../../instrumentation/signals/metrics/series-budget.ts';

const KEY = `sk-${'aB3dE5fG'.repeat(4)}`;
const JWT = `eyJ${'aB3'.repeat(10)}.eyJ${'dE5'.repeat(20)}.${'fG7'.repeat(10)}`;

const TEXTS: readonly (readonly [text: string, masked: string])[] = [
  ['password=hunter2 ok', 'password=REDACTED ok'],
  ['{"password":"hunter2","x":1}', '{"password":"REDACTED","x":1}'],
  ['{\\"password\\":\\"hun\\\\\\"ter2\\",\\"x\\":1}', '{\\"password\\":\\"REDACTED\\",\\"x\\":1}'],
  ["{ token: 'abc', n: 1 }", "{ token: 'REDACTED', n: 1 }"],
  ["Map(1) { 'secret' => 'abc' }", "Map(1) { 'secret' => 'REDACTED' }"],
  ['Authorization: Bearer abc', 'Authorization: REDACTED'],
  ['authorization: Basic YTpi and more', 'authorization: REDACTED and more'],
  ['Cookie: a=b; c=d\nnext', 'Cookie: REDACTED\nnext'],
  ['API key: abc, next', 'API key: REDACTED, next'],
  ['node app.js --password hunter2 --port 1', 'node app.js --password REDACTED --port 1'],
  ['cb?next=a%3D1%26access_token%3Dabc', 'cb?next=a%3D1%26access_token%3DREDACTED'],
  ['GET /cb?code=abc&page=1', 'GET /cb?code=REDACTED&page=1'],
  ['postgres://u:p@ss?w#rd@host/db', 'postgres://REDACTED@host/db'],
  ['https://ghp_x@github.com/a', 'https://REDACTED@github.com/a'],
  ['http://host:8080?mail=ann@example.com', 'http://host:8080?mail=ann@example.com'],
  [`refused ${KEY}.`, 'refused REDACTED.'],
  [`refused ${JWT}!`, 'refused REDACTED!'],
  ['paid with 4111 1111 1111 1111 today', 'paid with REDACTED today'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIabcdefghijklm', 'REDACTED'],
  ['GET /reset/AbCdEf123456789', 'GET /reset/REDACTED'],
  ['no such file /tmp/aB3dE5fG7hI9jK1lM3nO5', 'no such file /tmp/REDACTED'],
];
const HARMLESS = [
  'tokens: 5, max_tokens=7',
  'token: missing; password: required',
  'password:"" ok',
  'SyntaxError: Unexpected token: }',
  'secrets: 42',
  'the secretary: ann',
  'key=value sort=asc',
  'id=8d7f1c1e-0000-4000-8000-000000000001',
  'trace 0af7651916cd43dd8448eb211c80319c',
  'at f (/srv/app/module.js:10:7)',
  'sk-learn-contrib-project-name',
  'basic internationalization',
  'cursor eyJpZCI6MTIzNDU2Nzg5fQ',
  'order 4111 of 1111',
];

describe('maskText', () => {
  for (const [text, masked] of TEXTS) {
    it(`masks ${JSON.stringify(text.slice(0, 50))}`, () => expect(maskText(text)).to.equal(masked));
    it(`masks it in a long text, which is searched in another way: ${JSON.stringify(text.slice(0, 30))}`, () => {
      const around = 'some words of a log line. '.repeat(20);
      expect(maskText(`${around}\n${text}\n${around}`)).to.equal(`${around}\n${masked}${text.startsWith('-----') ? '' : `\n${around}`}`);
    });
  }
  it('masks a flag that a text begins with', () => expect(maskText('--token abc')).to.equal('--token REDACTED'));
  for (const text of HARMLESS) it(`leaves ${JSON.stringify(text)}`, () => expect(maskText(text)).to.equal(text));
});

describe('maskOf', () => {
  it('masks parameters and telling parts of addresses, of older names as well', () => {
    expect(maskOf('url.full')('https://h/verify/ABC123?code=5&x=1#access_token=b')).to.equal(
      'https://h/verify/REDACTED?code=REDACTED&x=1#access_token=REDACTED',
    );
    expect(maskOf('http.target')('/a?sig=1&b=2')).to.equal('/a?sig=REDACTED&b=2');
    expect(maskOf('url.path')('/reset-password/forgotten')).to.equal('/reset-password/forgotten');
  });
  it('leaves columns of statements, which may be called token', () => {
    const statement = 'SELECT token FROM t WHERE token = ?';
    expect(maskOf('db.query.text')(statement)).to.equal(statement);
  });
});

describe('maskValue', () => {
  it('masks whole what has a secret name, also inside, but for yes and no', () => {
    const value = { apiKey: 12, has: { password: true, passwords: ['a'] }, list: [{ token: 'x', kept: 1 }] };
    expect(maskValue('', value)).to.deep.equal({
      apiKey: 'REDACTED',
      has: { password: true, passwords: 'REDACTED' },
      list: [{ token: 'REDACTED', kept: 1 }],
    });
  });
  it('ends cycles, which the encoder of JSON would follow without end', () => {
    const value: Record<string, unknown> = { a: 1 };
    value.self = value;
    value.list = [value, value];
    expect(maskValue('', value)).to.deep.equal({ a: 1, self: '[circular]', list: ['[circular]', '[circular]'] });
  });
  it('gives the same object where nothing is secret', () => {
    const value = { a: [1, { b: 'c' }] };
    expect(maskValue('', value)).to.equal(value);
  });
});

describe('maskAndCut', () => {
  it('masks a secret that the limit cuts', () => {
    expect(maskAndCut(maskText, `${'x '.repeat(10)}${KEY}`, 25)).to.equal(`${'x '.repeat(10)}REDAC`);
  });
});

describe('labels of a metric', () => {
  it('are masked when a series is new, and series that differ in a secret only are one', () => {
    const budget = new SeriesBudget('made', 10);
    const one = budget.admit({ token: 'a', route: '/x' });
    expect(one).to.deep.equal({ route: '/x', token: 'REDACTED' });
    expect(budget.admit({ token: 'b', route: '/x' })).to.equal(one);
  });
  it('are cut', () => {
    const budget = new SeriesBudget('made', 10);
    expect(String(budget.admit({ a: 'x'.repeat(10_000_000) }).a)).to.have.length(1024);
  });
});
