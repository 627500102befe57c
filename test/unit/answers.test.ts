// What answers of a receiver mean: statuses, Retry-After, and what was refused of a batch.

import { expect } from 'chai';
import { rejectedIn, retryAfterMs, verdictOf } from '../../instrumentation/delivery/transport/answers.ts';
import { answerOf } from '../support/otlp.ts';

describe('verdictOf', () => {
  for (const [verdict, statuses] of [
    ['later', [408, 429, 500, 502, 503, 504, 505, 520, 599]],
    ['split', [413]],
    ['refused', [301, 307, 400, 401, 403, 404, 405, 415, 418, 422, 501]],
  ] as const)
    it(`is ${verdict} for ${statuses.join(', ')}`, () => {
      expect([...new Set(statuses.map(verdictOf))]).to.deep.equal([verdict]);
    });
});

describe('retryAfterMs', () => {
  const DATE = 'Wed, 21 Oct 2026 07:28:00 GMT';
  const later = (seconds: number) => new Date(Date.parse(DATE) + seconds * 1000).toUTCString();

  it('reads seconds, and dates by the clock of the receiver', () => {
    expect(retryAfterMs('1', undefined)).to.equal(1000);
    expect(retryAfterMs(' 30 ', undefined)).to.equal(30_000);
    expect(retryAfterMs(later(7), DATE)).to.equal(7000);
    expect(retryAfterMs(new Date(Date.now() + 10_000).toUTCString(), undefined)).to.be.within(8_000, 10_000);
  });

  it('is 5 minutes at most', () => {
    expect(retryAfterMs('999999999', undefined)).to.equal(300_000);
    expect(retryAfterMs(later(86_400), DATE)).to.equal(300_000);
  });

  for (const text of ['-1', '0', '', 'soon', '1.5', '1e9', '0x10', '2026-10-21', 'NaN', `${DATE} or so`, '9'.repeat(40)])
    it(`takes nothing from "${text.slice(0, 20)}"`, () => expect(retryAfterMs(text, undefined)).to.equal(undefined));

  it('takes nothing from a date that has passed', () => expect(retryAfterMs(later(-5), DATE)).to.equal(undefined));
});

describe('rejectedIn', () => {
  it('reads both encodings, numbers and numbers as text', () => {
    const bytes = Buffer.from(answerOf.logs({ partialSuccess: { rejectedLogRecords: 7, errorMessage: 'old' } }));
    expect(rejectedIn(bytes, 'application/x-protobuf')).to.equal(7);
    const json = (rejected: unknown) => Buffer.from(JSON.stringify({ partialSuccess: { errorMessage: 'old', rejectedSpans: rejected } }));
    expect(rejectedIn(json(7), 'application/json; charset=utf-8')).to.equal(7);
    expect(rejectedIn(json('7'), 'application/json')).to.equal(7);
  });

  it('is 0 for whatever else comes', () => {
    for (const [text, type] of [
      ['', 'application/json'],
      ['{}', 'application/json'],
      ['{"partialSuccess":null}', 'application/json'],
      ['{"partialSuccess":{"rejectedSpans":-3}}', 'application/json'],
      ['{"partialSuccess":{"rejectedSpans":"many"}}', 'application/json'],
      ['null', 'application/json'],
      ['<html>', 'text/html'],
      ['OK', 'application/x-protobuf'],
    ] as const)
      expect(rejectedIn(Buffer.from(text), type), text).to.equal(0);
  });
});
