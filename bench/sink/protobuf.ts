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

/** A histogram of the requests that a server answered, by its name today and before semantic conventions 1.23. */
const SERVER_HISTOGRAMS = ['http.server.request.duration', 'http.server.duration'];
const NAME = 1;
const HISTOGRAM = 9;
const POINTS = 1;
/** A fixed64 of a histogram's point. */
const COUNT_TAG = (4 << 3) | 1;

/** Requests that the totals of a metrics export request know of; undefined when they tell of none. */
export function measuredRequests(body: Buffer): number | undefined {
  let measured: number | undefined;
  visitPath(body, 0, body.length, RECORDS, (start, end) => {
    let isServer = false;
    visitPath(body, start, end, [NAME], (from, to) => {
      isServer = SERVER_HISTOGRAMS.includes(body.toString('utf8', from, to));
    });
    if (!isServer) return;
    visitPath(body, start, end, [HISTOGRAM, POINTS], (from, to) => {
      measured = (measured ?? 0) + countOfPoint(body, from, to);
    });
  });
  return measured;
}

function countOfPoint(body: Buffer, start: number, end: number): number {
  for (let position = start; position < end; ) {
    const tag = readVarint(body, position);
    if (tag.value === COUNT_TAG) return Number(body.readBigUInt64LE(tag.next));
    if ((tag.value & 7) === LENGTH_DELIMITED) {
      const length = readVarint(body, tag.next);
      position = length.next + length.value;
    } else position = skipScalar(body, tag.next, tag.value & 7);
  }
  return 0;
}

function countPath(body: Buffer, start: number, end: number, path: readonly number[]): number {
  let count = 0;
  visitPath(body, start, end, path, () => {
    count += 1;
  });
  return count;
}

/** Calls `visit` with the place of each field that lies at the path. */
function visitPath(body: Buffer, start: number, end: number, path: readonly number[], visit: (start: number, end: number) => void): void {
  const [field, ...rest] = path;
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
    if (rest.length === 0) visit(length.next, position);
    else visitPath(body, length.next, position, rest, visit);
  }
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
