// Keys of attributes as bytes, each encoded once.

/** Most keys that are kept: the vocabulary has some hundred, applications add theirs. Who makes up more costs a new start. */
const KEYS_MAX = 2048;
/** Longest key that is kept, in characters, so that the table stays below half a megabyte. */
const KEY_LENGTH_MAX = 128;

const KEY_TAG = 0x0a;
const known = new Map<string, Uint8Array>();

/** The field `key` of a KeyValue: tag, length and text. */
export function keyField(key: string): Uint8Array {
  return known.get(key) ?? encoded(key);
}

function encoded(key: string): Uint8Array {
  const size = Buffer.byteLength(key);
  const head = [KEY_TAG];
  let rest = size;
  for (; rest > 127; rest >>>= 7) head.push((rest & 127) | 128);
  head.push(rest);
  const field = new Uint8Array(head.length + size);
  field.set(head);
  field.set(Buffer.from(key), head.length);
  if (key.length > KEY_LENGTH_MAX) return field;
  // Emptied rather than closed: keys that come later may be the ones that stay.
  if (known.size >= KEYS_MAX) known.clear();
  known.set(key, field);
  return field;
}
