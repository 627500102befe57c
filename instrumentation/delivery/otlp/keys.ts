// Keys of attributes as bytes, each encoded and judged once, and pairs of a key and a short text that come again and again.

import { type MaskText, maskOf } from '../../privacy/redaction.ts';

/** Most keys that are kept: the vocabulary has some hundred, applications add theirs. Who makes up more costs a new start. */
const KEYS_MAX = 2048;
/** Longest key that is kept, in characters, so that the keys stay below half a megabyte. */
const KEY_LENGTH_MAX = 128;
/** Values of a key above which it is taken for one that has others each time, such as a path with a number in it. */
const VALUES_MAX = 128;
/** Most pairs that are kept, of less than 130 bytes each: half a megabyte. */
const PAIRS_MAX = 4096;

const KEY_TAG = 0x0a;

export interface Key {
  /** The field `key` of a KeyValue: tag, length and text. */
  readonly field: Uint8Array;
  /** Pairs with texts that held no secret, without the tag before them; undefined when the key has too many. */
  pairs: Map<string, Uint8Array> | undefined;
  /** What its texts lose before they are written. */
  readonly mask: MaskText;
}

const known = new Map<string, Key>();
let pairsKept = 0;

export function keyOf(key: string): Key {
  return known.get(key) ?? encoded(key);
}

function encoded(key: string): Key {
  const size = Buffer.byteLength(key);
  const head = [KEY_TAG];
  let rest = size;
  for (; rest > 127; rest >>>= 7) head.push((rest & 127) | 128);
  head.push(rest);
  const field = new Uint8Array(head.length + size);
  field.set(head);
  field.set(Buffer.from(key), head.length);
  const mask = maskOf(key);
  if (key.length > KEY_LENGTH_MAX) return { field, pairs: undefined, mask };
  if (known.size >= KEYS_MAX) forget();
  const entry = { field, pairs: new Map(), mask };
  known.set(key, entry);
  return entry;
}

/** Keeps a pair for the next time. `text` must not be part of a longer one, which would be kept with it. */
export function keepPair(key: Key, text: string, pair: Uint8Array): void {
  if (!key.pairs) return;
  if (key.pairs.size >= VALUES_MAX) {
    pairsKept -= key.pairs.size;
    key.pairs = undefined;
    return;
  }
  if (pairsKept >= PAIRS_MAX) {
    forget();
    return;
  }
  key.pairs.set(text, pair);
  pairsKept += 1;
}

// Emptied rather than closed: what comes later may be what stays.
function forget(): void {
  known.clear();
  pairsKept = 0;
}
