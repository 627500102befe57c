// S04: whatever text comes, masking takes time in proportion to its length; patterns of users as well.

import { expect } from 'chai';
import { patternFault } from '../../instrumentation/privacy/pattern-fault.ts';
import { describeQuery, maskQueryText, withoutQuoted } from '../../instrumentation/privacy/query.ts';
import { extendRedaction, maskOf, maskText } from '../../instrumentation/privacy/redaction.ts';
import { isSecretName, isSecretParameter } from '../../instrumentation/privacy/secret-names.ts';
import { attribute } from '../../instrumentation/vocabulary/index.ts';
import { SECRET_SHAPES } from '../../instrumentation/vocabulary/secrets.ts';
import { REPETITIONS } from '../fault/support/repetitions.ts';
import { figure } from '../support/figures.ts';
import { threadMsOf, wallMsOf } from '../support/thread-time.ts';

/** The short form takes an eighth of a megabyte, and an eighth of each limit. */
const LENGTH = REPETITIONS > 1 ? 1_048_576 : 131_072;
/** For one pattern, and for all of masking with its list of names, over a megabyte; nothing longer than 64 KB leaves. */
const PATTERN_MS = 20;
const ALL_MS = 200;
const MEGABYTE = 1_048_576;
/** Over two doublings, 2.2 each; what is quadratic takes 16 times as long. */
const GROWTH_MAX = 2.2 ** 2;
const ATTEMPTS = 8;

/** What each pattern begins or goes on with, again and again: the ways to make a search begin that must fail late. */
const ATTACKS = [
  ...['a', 'A1b', '1', ' ', '-', '_', '.', ':', '=', '/', '@', '"', "'", '\\', '%3', '&', '?', '[', '{"a":"', '\n', 'é'],
  ...['-----BEGIN ', '-----BEGIN A PRIVATE KEY-----', '-----BEGIN A PRIVATE KEY----------END A ', '-----BEGIN A A A A'],
  ...['Bearer ', 'Bearer         ', 'Bearer aaaaaaaaaaaaaaa ', 'basic ', 'eyJ', '-eyJ', 'eyJaaaaaaaa.', '-eyJaaaaaaaa.eyJ'],
  ...[
    'sk-',
    'sk-a',
    'sk_live_',
    'gho_',
    'github_pat_',
    'glpat-',
    'npm_',
    'pypi-',
    'hf_',
    'xoxb-',
    'AIza',
    '-AIza',
    'AKIA',
    'SG.',
    'ya29.',
    'GOCSPX-',
  ],
  ...['://', '://a', '://a:', '://:::', '://a:b@', '://@', '4111 ', '4111-', '4111111111111111', '4111 1111 1111 111', '3700 '],
  ...[
    'password',
    'password=',
    'password="',
    'password=\'password="',
    'token: [',
    'token%3D',
    'api key:',
    'cookie: ',
    'authorization: basic ',
    ' --',
    ' --a--b',
    ' --password ',
  ],
  ...['/reset', '/reset/A1B2C3', '/a1B', 'secret(', "token='\\", "$a$ E' $b$ \" \\'", '"a\\', '--', 'eyJ.'],
];
/** In one piece: a text that was put together is copied at its first use. */
const textOf = (attack: string, length: number): string => Buffer.alloc(length, attack, 'latin1').toString('latin1');

/** The most that a megabyte took in the last `faultsOf`, in ms. */
let slowest = 0;

/** Attacks that take too long, or whose time grows faster than their length, however often they are tried. */
function faultsOf(work: (text: string) => unknown, megabyteMs: number): string[] {
  const limitMs = (megabyteMs * LENGTH) / MEGABYTE;
  slowest = 0;
  return ATTACKS.flatMap((attack) => {
    const faults: string[] = [];
    const [text, quarter] = [textOf(attack, LENGTH), textOf(attack, LENGTH / 4)];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      // Far below the limit the collector of memory says more than the work, and nothing quadratic is there.
      const wallMs = wallMsOf(() => work(text), limitMs / 4);
      const long = wallMs < limitMs / 4 ? wallMs : threadMsOf(() => work(text));
      slowest = Math.max(slowest, (long * MEGABYTE) / LENGTH);
      if (long === wallMs) return [];
      const short = threadMsOf(() => work(quarter));
      if (long <= limitMs && (long < limitMs / 4 || long / short <= GROWTH_MAX)) return [];
      faults.push(`${long.toFixed(1)} ms, ${(long / short).toFixed(1)} times a quarter`);
    }
    return [`${JSON.stringify(attack)}, ${LENGTH} characters: ${faults.join('; ')}`];
  });
}

describe('masking of a hostile megabyte', function () {
  this.timeout(REPETITIONS > 1 ? 600_000 : 60_000);
  for (const { what, pattern } of SECRET_SHAPES) {
    it(`takes at most ${PATTERN_MS} ms for: ${what}`, () => {
      const shape = new RegExp(pattern, 'g');
      expect(faultsOf((text) => text.replace(shape, ''), PATTERN_MS)).to.deep.equal([]);
      figure('S04', 'a megabyte by one pattern', slowest, 'ms');
    });
  }

  it(`takes at most ${PATTERN_MS} ms as a name`, () => {
    expect(faultsOf(isSecretName, PATTERN_MS)).to.deep.equal([]);
    expect(faultsOf(isSecretParameter, PATTERN_MS)).to.deep.equal([]);
  });

  it(`takes at most ${ALL_MS} ms with everything together, and grows with the length alone`, () => {
    expect(faultsOf(maskText, ALL_MS)).to.deep.equal([]);
    figure('S04', 'a megabyte by everything together', slowest, 'ms');
  });

  for (const { key } of [attribute.urlPath, attribute.urlFull, attribute.dbQueryText]) {
    it(`takes at most ${ALL_MS} ms in ${key}`, () => expect(faultsOf(maskOf(key), ALL_MS)).to.deep.equal([]));
  }

  it(`takes at most ${ALL_MS} ms for statements and messages of databases`, () => {
    expect(faultsOf((text) => describeQuery(text, 'postgresql'), ALL_MS)).to.deep.equal([]);
    expect(faultsOf((text) => maskQueryText(text, 'mongodb'), ALL_MS)).to.deep.equal([]);
    expect(faultsOf(withoutQuoted, ALL_MS)).to.deep.equal([]);
  });
});

describe('patterns of PERAGUS_REDACT_PATTERNS', function () {
  this.timeout(60_000);
  after(() => extendRedaction([], []));

  for (const pattern of [
    'KD-\\d{8}',
    'acme_[A-Za-z0-9]{20,}',
    '\\b[A-Z]{2}\\d{20}\\b',
    'internal:[^\\s]+',
    'a1b2|c3d4-[x-z]{5}',
    '\\$\\{secret\\}',
  ]) {
    it(`may be ${pattern}`, () => expect(patternFault(pattern)).to.equal(undefined));
  }
  for (const pattern of [
    '(a+)+b',
    'a*b',
    '(?:x|xx)+',
    '\\w+@\\w+',
    'a{4,}\\b',
    'x?y',
    '.*',
    'a.b.c',
    '(secret)',
    '[a-z',
    'abc{1000}',
    '\\1abcd',
    '^abcd$',
    'ab',
    'abcd|',
    '(?=abcd)',
    'a{70}',
  ]) {
    it(`may not be ${pattern}`, () => expect(patternFault(pattern)).to.be.a('string'));
  }

  it('take linear time, masked as they are beside the built-in ones', () => {
    expect(extendRedaction(['iban', '*_pin'], ['KD-\\d{8}', 'a{60}b', 'acme_[A-Za-z0-9]{20,}', '(a+)+b'])).to.have.length(1);
    expect(maskText('customer KD-12345678 paid, iban: DE0212, card_pin=1234, acme_abcdefghij1234567890')).to.equal(
      'customer REDACTED paid, iban: REDACTED, card_pin=REDACTED, REDACTED',
    );
    // 61 characters looked at from each place are the most that a pattern may need.
    expect(faultsOf(maskText, 5 * ALL_MS)).to.deep.equal([]);
  });
});
