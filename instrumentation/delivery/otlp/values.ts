// Any value as an AnyValue, with its key as a KeyValue; secrets are masked here, so that nothing is written without it.

import { CIRCULAR, DEPTH_MAX, type MaskText, maskAndCut, maskText, maskWhole, TOO_DEEP } from '../../privacy/redaction.ts';
import { type Key, keepPair, keyOf } from './keys.ts';
import { LOOP_MAX, sizeOfVarint, type Writer } from './writer.ts';

/** Bytes left for the length of a message in a value. */
const WIDTH = 1;
/** The integers that int_value can hold. */
const INT_MIN = -(2 ** 63);
const INT_END = 2 ** 63;
const INT32_MAX = 0x7f_ff_ff_ff;
/** Longest key whose pair with a number has lengths of one byte. */
const SHORT_FIELD_MAX = 100;
/** The most that the fixed parts around a value of one field need. */
const HEADS = 32;

const VALUE_TAG = 0x12;
const ITEM_TAG = 0x0a;
const IS = { text: 0x0a, bool: 0x10, int: 0x18, double: 0x21, array: 0x2a, map: 0x32, bytes: 0x3a } as const;

/** Writes a KeyValue under `tag`; texts and bytes in it are cut to `lengthMax`. */
export function writePair(writer: Writer, tag: number, key: string, value: unknown, lengthMax: number): void {
  if (typeof value === 'string') writeTextPair(writer, tag, keyOf(key), value, lengthMax);
  else if (typeof value === 'number') writeNumberPair(writer, tag, key, value);
  else writeNestedPair(writer, tag, key, value, typeof value === 'object' ? { lengthMax, above: [] } : TOP);
}

function writeTextPair(writer: Writer, tag: number, known: Key, whole: string, lengthMax: number): void {
  const pair = whole.length <= lengthMax ? known.pairs?.get(whole) : undefined;
  if (pair) {
    writer.room(1 + pair.length);
    writer.bytes[writer.at++] = tag;
    writer.copy(pair);
    return;
  }
  const text = maskAndCut(known.mask, whole, lengthMax);
  const { field } = known;
  if (writeShortText(writer, tag, known, text, text === whole)) return;
  writer.roomFor(text, field.length + HEADS);
  const start = writer.at;
  writeTextHead(writer, tag, field, text.length);
  const size = writer.characters(text);
  if (size === text.length) return;
  writer.at = start;
  writeTextHead(writer, tag, field, size);
  writer.characters(text);
}

// By far the most attributes are short ASCII, all of whose lengths are one byte. Gives false, with nothing written, for others.
function writeShortText(writer: Writer, tag: number, key: Key, text: string, isKept: boolean): boolean {
  const { field } = key;
  const { length } = text;
  const valueSize = length + 2;
  const size = field.length + valueSize + 2;
  if (length > LOOP_MAX || size > 127) return false;
  writer.room(size + 2);
  const { bytes } = writer;
  let at = startShort(writer, tag, field, valueSize);
  bytes[at++] = IS.text;
  bytes[at++] = length;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return false;
    bytes[at++] = code;
  }
  if (isKept && key.pairs) keepPair(key, bytes.latin1Slice(at - length, at), Uint8Array.prototype.slice.call(bytes, writer.at + 1, at));
  writer.at = at;
  return true;
}

/** Writes all before the content of a value, with one byte for each length; gives where the content begins. */
function startShort({ bytes, at: start }: Writer, tag: number, field: Uint8Array, valueSize: number): number {
  const { length } = field;
  let at = start;
  bytes[at++] = tag;
  bytes[at++] = length + valueSize + 2;
  bytes.set(field, at);
  at += length;
  bytes[at++] = VALUE_TAG;
  bytes[at++] = valueSize;
  return at;
}

function writeTextHead(writer: Writer, tag: number, field: Uint8Array, size: number): void {
  const valueSize = 1 + sizeOfVarint(size) + size;
  writer.bytes[writer.at++] = tag;
  writer.varint(field.length + 1 + sizeOfVarint(valueSize) + valueSize);
  writer.copy(field);
  writer.bytes[writer.at++] = VALUE_TAG;
  writer.varint(valueSize);
  writer.bytes[writer.at++] = IS.text;
  writer.varint(size);
}

function writeNumberPair(writer: Writer, tag: number, key: string, value: number): void {
  const { field, mask } = keyOf(key);
  if (mask !== maskWhole && value >= 0 && value <= INT32_MAX && Number.isInteger(value) && field.length <= SHORT_FIELD_MAX) {
    const valueSize = 1 + sizeOfVarint(value);
    writer.room(field.length + valueSize + 4);
    writer.at = startShort(writer, tag, field, valueSize);
    writer.bytes[writer.at++] = IS.int;
    writer.varint(value);
  } else writeNestedPair(writer, tag, key, value, TOP);
}

/** What a value is written within. */
interface Within {
  readonly lengthMax: number;
  /** The arrays and maps around it. */
  readonly above: object[];
}

/** For values that nothing can be within. */
const TOP: Within = { lengthMax: Infinity, above: [] };

function writeNestedPair(writer: Writer, tag: number, key: string, value: unknown, within: Within): void {
  const { field, mask } = keyOf(key);
  const start = writer.begin(tag, WIDTH);
  writer.copy(field);
  writeItem(writer, VALUE_TAG, mask === maskWhole && mayBeSecret(value) ? mask('') : value, within, mask);
  writer.end(start, WIDTH);
}

// What is yes or no is no secret.
const mayBeSecret = (value: unknown): boolean => typeof value !== 'boolean' && value !== null && value !== undefined;

function writeItem(writer: Writer, tag: number, value: unknown, within: Within, mask: MaskText): void {
  const start = writer.begin(tag, WIDTH);
  writeContent(writer, value, within, mask);
  writer.end(start, WIDTH);
}

/** Writes an AnyValue as the message under `tag`; texts in it are cut to `lengthMax`. */
export function writeValue(writer: Writer, tag: number, value: unknown, lengthMax: number): void {
  const start = writer.begin(tag, WIDTH);
  if (typeof value === 'string') writer.text(IS.text, maskAndCut(maskText, value, lengthMax));
  else writeContent(writer, value, typeof value === 'object' ? { lengthMax, above: [] } : TOP, maskText);
  writer.end(start, WIDTH);
}

// null, undefined and what OTLP has no kind for (bigint, symbol, function) is a value without content.
function writeContent(writer: Writer, value: unknown, within: Within, mask: MaskText): void {
  writer.room(HEADS);
  switch (typeof value) {
    case 'string':
      writer.text(IS.text, maskAndCut(mask, value, within.lengthMax));
      break;
    case 'number':
      writeNumber(writer, value);
      break;
    case 'boolean':
      writer.bytes[writer.at++] = IS.bool;
      writer.bytes[writer.at++] = value ? 1 : 0;
      break;
    case 'object':
      if (value !== null) writeObject(writer, value, within, mask);
  }
}

function writeNumber(writer: Writer, value: number): void {
  const asInt = isInt(value);
  writer.bytes[writer.at++] = asInt ? IS.int : IS.double;
  if (asInt) writer.varint64(value);
  else writer.double(value);
}

function writeObject(writer: Writer, value: object, within: Within, mask: MaskText): void {
  const { lengthMax, above } = within;
  if (value instanceof Uint8Array) writer.block(IS.bytes, value.length > lengthMax ? value.subarray(0, lengthMax) : value);
  else if (above.includes(value)) writer.text(IS.text, CIRCULAR);
  else if (above.length >= DEPTH_MAX) writer.text(IS.text, TOO_DEEP);
  else {
    above.push(value);
    if (Array.isArray(value)) writeArray(writer, value, within, mask);
    else writeMap(writer, value as Record<string, unknown>, within);
    above.pop();
  }
}

function writeArray(writer: Writer, items: readonly unknown[], within: Within, mask: MaskText): void {
  const start = writer.begin(IS.array, WIDTH);
  for (const item of items) writeItem(writer, ITEM_TAG, item, within, mask);
  writer.end(start, WIDTH);
}

// A member that is undefined isn't there, as in the SDK's copies of attributes.
function writeMap(writer: Writer, map: Readonly<Record<string, unknown>>, within: Within): void {
  const start = writer.begin(IS.map, WIDTH);
  for (const key of Object.keys(map)) {
    const member = map[key];
    if (member !== undefined) writeNestedPair(writer, ITEM_TAG, key, member, within);
  }
  writer.end(start, WIDTH);
}

function isInt(value: number): boolean {
  return Number.isInteger(value) && value >= INT_MIN && value < INT_END;
}

/** Whether the SDK would take it as the value of an attribute. */
export function isSendable(value: unknown, above: object[] = []): boolean {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return true;
    case 'object':
      return value === null || value instanceof Uint8Array || isSendableObject(value, above);
    default:
      return false;
  }
}

function isSendableObject(value: object, above: object[]): boolean {
  if (above.includes(value)) return false;
  // What is deeper is cut when it's written.
  if (above.length >= DEPTH_MAX) return true;
  const isArray = Array.isArray(value);
  if (!isArray && value.constructor !== Object && value.constructor !== undefined) return false;
  above.push(value);
  const members: unknown[] = isArray ? value : Object.values(value);
  const areSendable = members.every((member) => member === undefined || isSendable(member, above));
  above.pop();
  return areSendable;
}
