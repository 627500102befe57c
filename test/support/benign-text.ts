// Ten thousand lines such as applications write that hold no secret, some of which look as if they did.

import { seeded } from '../fault/support/random.ts';
import { textsOf } from './secrets.ts';

const WORDS =
  'user session notebook cell request answer cache token password secret key cookie author secretary keyboard passport saved opened closed failed retried ignored expired reset'.split(
    ' ',
  );
const DIGITS = '0123456789';
const HEX = '0123456789abcdef';

/** The lines of a seed. */
export function makeBenignLines(count: number, seed: number): string[] {
  const random = seeded(seed);
  const text = textsOf(random);
  const number = (most: number) => random.between(0, most);
  const word = () => random.pick(WORDS);
  const hex = (length: number) => text(length, HEX);
  const uuid = () => [8, 4, 4, 4, 12].map(hex).join('-');
  const id = () => text(26, 'abcdefghjkmnpqrstvwxyz0123456789');
  const sentence = () => Array.from({ length: random.between(4, 12) }, word).join(' ');
  const makers: readonly (() => string)[] = [
    sentence,
    () => `${sentence()} in ${number(900)} ms`,
    () => `GET /sessions/${id()}/cells/${number(99)} 200 ${number(5000)} bytes in ${number(99)}.${number(9)} ms`,
    () => `{"level":"info","message":"${sentence()}","requestId":"${uuid()}","tookMs":${number(999)}}`,
    () =>
      `${word()}=${number(1000)} ${word()}s: ${number(99)} trace=${hex(32)} span=${hex(16)}`.replace(
        /\b(?:token|password|secret|cookie|secretary)=/,
        'count=',
      ),
    () => `input tokens: ${number(9000)}, output tokens: ${number(900)}, max_tokens=${number(9000)}`,
    () => `SELECT id, token FROM ${word()}s WHERE id = ? AND created > ? LIMIT ${number(100)}`,
    () =>
      `    at ${word()} (file:///srv/app/node_modules/.pnpm/${word()}@${number(9)}.${number(9)}.${number(9)}/dist/${word()}.js:${number(900)}:${number(80)})`,
    () => `listening on http://127.0.0.1:${number(65_535)}/ as ${word()}@${word()}.example.com`,
    () => `commit ${hex(40)} of ${word()}-${word()} (sha256:${hex(64)})`,
    () => `SyntaxError: Unexpected token '${random.pick(['<', '}', ')'])}', "<!DOCTYPE "... is not valid JSON`,
    () => `password ${random.pick(['is required', 'must have 8 characters', 'was reset', 'expired'])} for user ${number(9999)}`,
    () =>
      `token: ${random.pick(['missing', 'expired', 'invalid', 'undefined', 'null'])}; cookie: ${random.pick(['none', 'true', 'missing'])}`,
    () =>
      `order ${text(16, '01')} of ${text(13, DIGITS)} at 2026-${number(9)}-0${number(9)}T0${number(9)}:00:00.000Z took ${number(1_000_000_000)} ns`,
    () => `page=${number(9)}&sort=asc&q=${word()}%20${word()}&author=${word()}`,
    () => `wrote /srv/data/notebooks/${id()}/README-${number(2000)}-final-version.md and my-great-notebook-${number(2026)}.src.md`,
    () => `getUserByIdAndName(${number(99)}) → basic internationalization of scikit sk-learn-contrib-and-more: done`,
    () =>
      `user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${number(140)}.0.${number(9999)}.${number(99)} Safari/537.36`,
    () => `GET /reset-password/forgotten 200, GET /verify/email 200, GET /tokens/${number(99_999)} 404`,
    () => `rss ${number(900)} MB, heap ${number(400)} MB, loop lag ${number(30)} ms; secretary: ${word()}; keyboard: qwerty; design: dark`,
  ];
  return Array.from({ length: count }, () => random.pick(makers)());
}
