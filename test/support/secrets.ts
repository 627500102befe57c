// Made-up secrets of many kinds, from a seed: those that anybody can tell by their shape, and those that only a name gives away.

import { type Random, seeded } from '../fault/support/random.ts';

export interface Secret {
  readonly kind: string;
  readonly value: string;
  /** True for those that are found in any text. */
  readonly hasShape: boolean;
}

const SMALL = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ALL = SMALL + SMALL.toUpperCase() + DIGITS;

/** Makes texts of so many characters. */
export const textsOf =
  ({ between }: Random) =>
  (length: number, alphabet = ALL): string =>
    Array.from({ length }, () => alphabet.charAt(between(0, alphabet.length - 1))).join('');

/** Three of each of 20 kinds. */
export function makeSecrets(seed: number): Secret[] {
  const text = textsOf(seeded(seed));
  const base64 = (length: number) => text(length, `${ALL}+/`);
  const url = (length: number) => text(length, `${ALL}-_`);
  const pem = () => `-----BEGIN PRIVATE KEY-----\nMII${base64(60)}\n${base64(64)}\n-----END PRIVATE KEY-----`;
  const shaped: Record<string, () => string> = {
    'JSON web token': () => `eyJ${url(30)}.eyJ${url(60)}.${url(43)}`,
    OpenAI: () => `sk-proj-${url(48)}`,
    Anthropic: () => `sk-ant-api03-${url(93)}AA`,
    GitHub: () => `ghp_${text(36)}`,
    'GitHub, fine': () => `github_pat_${text(22)}_${text(59)}`,
    GitLab: () => `glpat-${text(20)}`,
    npm: () => `npm_${text(36)}`,
    Slack: () => `xoxb-${text(12, DIGITS)}-${text(13, DIGITS)}-${text(24)}`,
    Google: () => `AIza${url(35)}`,
    'AWS key id': () => `AKIA${text(16, SMALL.toUpperCase() + DIGITS)}`,
    Stripe: () => `sk_live_${text(24)}`,
    'Bearer header': () => `Bearer ${url(32)}1`,
    'Basic header': () => `Basic ${Buffer.from(`admin:${text(18)}`).toString('base64')}`,
    'private key': pem,
    'connection URL': () => `postgres://admin:${text(14)}@db.internal/main`,
    card: () => `4${text(3, DIGITS)} ${text(4, DIGITS)} ${text(4, DIGITS)} ${text(4, DIGITS)}`,
  };
  const plain: Record<string, () => string> = {
    password: () => `${text(9)}!${text(4, DIGITS)}`,
    'AWS secret': () => base64(40),
    'hexadecimal key': () => text(64, '0123456789abcdef'),
    'opaque token': () => url(43),
  };
  const of = (kinds: Record<string, () => string>, hasShape: boolean) =>
    Object.entries(kinds).flatMap(([kind, make]) => [1, 2, 3].map(() => ({ kind, value: make(), hasShape })));
  return [...of(shaped, true), ...of(plain, false)];
}

/** The pieces of a secret that must not be anywhere: itself, as addresses and JSON write it, and its longest word. */
export function piecesOf({ value }: Secret): string[] {
  const words = value.split(/[^A-Za-z0-9]+/).filter((word) => !/^(?:Bearer|Basic|postgres|BEGIN|PRIVATE|github|internal)$/.test(word));
  const longest = words.sort((one, other) => other.length - one.length)[0] ?? value;
  return [...new Set([value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), ...(longest.length >= 8 ? [longest] : [])])];
}
