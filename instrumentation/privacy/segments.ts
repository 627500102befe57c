// Secrets in paths: what comes after a telling part, as in `/reset-password/4fG7…`, and parts that are random letters and digits.

import { SECRET_SEGMENTS } from '../vocabulary/secrets.ts';
import { MASK } from './mask.ts';
import { nextRun, runEnd, runStart, TOKEN, tableOf } from './runs.ts';

/** Shortest part after a telling one that is masked, in an address and in other texts, in characters. */
const TOLD_MIN = 6;
const TOLD_IN_TEXT_MIN = 15;
/** Shortest part that can be told to be random. */
const RANDOM_MIN = 20;
/** Longest part of a path that can be a telling word. */
const WORD_MAX = 40;
/** In random text every second character begins another kind of letter or digit, in words every sixth: masked is where every third does. */
const CHANGE_WITHIN = 3;
const SLASH = 47;

const TELLING = new RegExp(SECRET_SEGMENTS.join('|'), 'i');
const PART = tableOf(/[^/?#&\s"'`<>]/);

/** An address, or a part of one, with such parts masked. */
export function maskPath(path: string): string {
  return maskParts(path, TOLD_MIN, PART);
}

/** Any text with the longer of such parts masked: of those few characters need to be looked at. */
export function maskPathsIn(text: string): string {
  return text.length < TOLD_IN_TEXT_MIN || !text.includes('/') ? text : maskParts(text, TOLD_IN_TEXT_MIN, TOKEN);
}

function maskParts(text: string, least: number, table: Uint8Array): string {
  let masked = '';
  let copied = 0;
  for (let start = nextRun(text, 0, least, table); start >= 0; ) {
    const end = runEnd(text, start, table);
    if (text.charCodeAt(start - 1) === SLASH && isSecretPart(text, start, end)) {
      masked += text.slice(copied, start) + MASK;
      copied = end;
    }
    start = nextRun(text, end, least, table);
  }
  return copied === 0 ? text : masked + text.slice(copied);
}

function isSecretPart(text: string, start: number, end: number): boolean {
  if (end - start >= RANDOM_MIN && isRandom(text, start, end)) return true;
  const word = runStart(text, start - 1, WORD_MAX, PART);
  if (word === start - 1 || !TELLING.test(text.slice(word, start - 1))) return false;
  const part = text.slice(start, end);
  // Plain words are other parts of the address, such as `/password/forgotten`.
  return part !== MASK && /[A-Z\d]/.test(part);
}

// Capitals, small letters and digits, and a change between them again and again.
function isRandom(text: string, start: number, end: number): boolean {
  let kinds = 0;
  let changes = 0;
  let last = 0;
  for (let at = start; at < end; at += 1) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind !== last && last !== 0 && kind !== 0) changes += 1;
    last = kind;
    kinds |= kind;
  }
  return kinds === 7 && changes * CHANGE_WITHIN >= end - start;
}

function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return 1;
  if (code >= 65 && code <= 90) return 2;
  return code >= 48 && code <= 57 ? 4 : 0;
}
