// Secrets that are known by their shape, in any text; most texts are told to have none without running a pattern.

import { SECRET_SHAPES } from '../vocabulary/secrets.ts';
import { ALL_HINTS, HINT, TOKEN_MIN } from './hints.ts';
import { MASK } from './mask.ts';
import { nextRun, runEnd, TOKEN, tableOf } from './runs.ts';

const SHAPES = new RegExp(SECRET_SHAPES.map(({ pattern }) => pattern).join('|'), 'g');

/** A card in groups: 15 digits and two spaces. */
const CARD_MIN = 17;
const CARD = tableOf(/[\d ]/);

/** By their first letters, which are rarer than those within. */
const SCHEMES = ['Bearer', 'bearer', 'Basic', 'basic'];

let added: RegExp | undefined;

/** Adds patterns that `patternFault` has found nothing wrong with. */
export function addSecretShapes(patterns: readonly string[]): void {
  added = patterns.length > 0 ? new RegExp(patterns.map((pattern) => `(?:${pattern})`).join('|'), 'g') : undefined;
}

/** The text with what looks like a secret masked; `hints` are those of the text, where they are known. */
export function maskShapes(text: string, hints = ALL_HINTS): string {
  return maskAdded(mayHold(text, hints) ? text.replace(SHAPES, maskMatch) : text);
}

/** The text without what the user's patterns find. */
export function maskAdded(text: string): string {
  return added === undefined ? text : text.replace(added, MASK);
}

function mayHold(text: string, hints: number): boolean {
  if (text.length < TOKEN_MIN) return false;
  for (let start = nextRun(text, 0, TOKEN_MIN, TOKEN); start >= 0; ) {
    const end = runEnd(text, start, TOKEN);
    if (!isWordOrId(text, start, end)) return true;
    start = nextRun(text, end, TOKEN_MIN, TOKEN);
  }
  // Of these other characters may be all.
  if ((hints & HINT.other) === 0) return false;
  return SCHEMES.some((scheme) => text.includes(scheme)) || nextRun(text, 0, CARD_MIN, CARD) >= 0;
}

const UUID_LENGTH = 36;
const UUID_DASHES = [8, 13, 18, 23];
const DASH = 45;
/** Kinds of characters that were met. */
const DIGIT = 1;
const HEX = 2;
const LETTER = 4;
const CAPITAL = 8;

// Words with dashes, and hexadecimal ids such as UUIDs, have no shape of a secret. Digits alone may be a card.
function isWordOrId(text: string, start: number, end: number): boolean {
  if (end - start === UUID_LENGTH && UUID_DASHES.every((at) => text.charCodeAt(start + at) === DASH)) return true;
  let kinds = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) kinds |= DIGIT;
    else if (code >= 97) kinds |= code <= 102 ? HEX : LETTER;
    else if (code >= 65 && code <= 90) kinds |= CAPITAL;
  }
  return (kinds & (DIGIT | CAPITAL)) === 0 || kinds === (DIGIT | HEX);
}

/** What begins like a token and is one only if it isn't words. */
const MAYBE_WORDS = /^(?:sk-|[Bb]earer\s|[Bb]asic\s)/;

function maskMatch(match: string): string {
  const head = MAYBE_WORDS.exec(match)?.[0];
  if (head !== undefined && !/[^a-z./_-]/.test(match.slice(head.length).trimStart())) return match;
  // A token has at least two parts; the beginning of any JSON in base 64, a cursor of a list for example, is no secret.
  if (match.startsWith('eyJ') && !match.includes('.')) return match;
  return match.startsWith('://') ? `://${MASK}@` : MASK;
}
