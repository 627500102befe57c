// Counts the entries of an OTLP protobuf message by walking over its fields, without decoding one of them.

const LENGTH_DELIMITED = 2;
/** resource_* = 1, then scope_* = 2, then the records = 2. */
const RECORDS = [1, 2, 2] as const;
/** Field numbers of gauge, sum, histogram, exponential histogram and summary; each has its points in field 1. */
const METRIC_KINDS = [5, 7, 9, 10, 11];

/** Spans or log records of an export request. */
export const countRecords = (body: Buffer): number => countPath(body, 0, body.length, RECORDS);

/** Data points of a metrics export request. */
export function countPoints(body: Buffer): number {
  let points = 0;
  for (const kind of METRIC_KINDS) points += countPath(body, 0, body.length, [...RECORDS, kind, 1]);
  return points;
}

function countPath(body: Buffer, start: number, end: number, path: readonly number[]): number {
  const [field, ...rest] = path;
  let count = 0;
  let position = start;
  while (position < end) {
    const tag = readVarint(body, position);
    position = tag.next;
    if ((tag.value & 7) !== LENGTH_DELIMITED) {
      position = skipScalar(body, position, tag.value & 7);
      continue;
    }
    const length = readVarint(body, position);
    position = length.next + length.value;
    if (position > end) throw new RangeError('a field is longer than its message');
    if (tag.value >>> 3 !== field) continue;
    count += rest.length === 0 ? 1 : countPath(body, length.next, position, rest);
  }
  return count;
}

function skipScalar(body: Buffer, position: number, wireType: number): number {
  if (wireType === 0) return readVarint(body, position).next;
  if (wireType === 1) return position + 8;
  if (wireType === 5) return position + 4;
  throw new RangeError(`wire type ${wireType} is unknown`);
}

function readVarint(body: Buffer, start: number): { readonly value: number; readonly next: number } {
  let value = 0;
  let scale = 1;
  for (let position = start; ; position++) {
    const byte = body[position];
    if (byte === undefined) throw new RangeError('the message ends inside a number');
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next: position + 1 };
    scale *= 128;
  }
}
