// Counts the spans of Datadog's traces: a msgpack array of traces, each an array of spans (v0.5 has a table of strings before it).

interface Place {
  at: number;
}

/** Spans in the body of `/v0.4/traces` or `/v0.5/traces`. */
export function countDatadogSpans(body: Buffer, hasStringTable: boolean): number {
  const place = { at: 0 };
  if (hasStringTable) {
    readArray(body, place);
    skipValue(body, place);
  }
  let spans = 0;
  for (let traces = readArray(body, place); traces > 0; traces--) {
    const inTrace = readArray(body, place);
    spans += inTrace;
    for (let span = 0; span < inTrace; span++) skipValue(body, place);
  }
  return spans;
}

function readArray(body: Buffer, place: Place): number {
  const type = body.readUInt8(place.at++);
  if (type >= 0x90 && type <= 0x9f) return type & 15;
  if (type === 0xdc) return readLength(body, place, 2);
  if (type === 0xdd) return readLength(body, place, 4);
  throw new RangeError(`msgpack: an array was expected, found type ${type}`);
}

/** Bytes that follow a type, by type from 0xc0; the lengths of strings and containers are apart. */
const FIXED = new Map([
  [0xc0, 0],
  [0xc2, 0],
  [0xc3, 0],
  [0xca, 4],
  [0xcb, 8],
  [0xcc, 1],
  [0xcd, 2],
  [0xce, 4],
  [0xcf, 8],
  [0xd0, 1],
  [0xd1, 2],
  [0xd2, 4],
  [0xd3, 8],
  [0xd4, 2],
  [0xd5, 3],
  [0xd6, 5],
  [0xd7, 9],
  [0xd8, 17],
]);
/** Width in bytes of the length, by type: binary, extensions, strings. */
const WIDTH = new Map([
  [0xc4, 1],
  [0xc5, 2],
  [0xc6, 4],
  [0xc7, 1],
  [0xc8, 2],
  [0xc9, 4],
  [0xd9, 1],
  [0xda, 2],
  [0xdb, 4],
]);

function skipValue(body: Buffer, place: Place): void {
  const type = body.readUInt8(place.at++);
  if (type < 0x80 || type >= 0xe0) return;
  const fixed = FIXED.get(type);
  const width = WIDTH.get(type);
  if (type < 0x90) skipValues(body, place, (type & 15) * 2);
  else if (type < 0xa0) skipValues(body, place, type & 15);
  else if (type < 0xc0) place.at += type & 31;
  else if (fixed !== undefined) place.at += fixed;
  else if (width !== undefined) {
    const length = readLength(body, place, width);
    // An extension has its own type before its content.
    place.at += length + (type >= 0xc7 && type <= 0xc9 ? 1 : 0);
  } else {
    const entries = readLength(body, place, type === 0xdc || type === 0xde ? 2 : 4);
    skipValues(body, place, type >= 0xde ? entries * 2 : entries);
  }
}

function skipValues(body: Buffer, place: Place, count: number): void {
  for (let value = 0; value < count; value++) skipValue(body, place);
}

function readLength(body: Buffer, place: Place, width: number): number {
  const length = body.readUIntBE(place.at, width);
  place.at += width;
  return length;
}
