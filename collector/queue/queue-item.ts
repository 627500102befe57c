// One item of a queue: a wrapper (format version, context, data) around an OTLP request in protobuf.
// The wrapper is TracesRequest and its like in pdata/xpdata/request of the Collector.

const DATA_FIELD = 3;
const RECORDS_PATH = [1, 2, 2] as const;

interface Field {
  readonly number: number;
  /** Of a field that has a length; empty otherwise. */
  readonly bytes: Buffer;
}

/** The OTLP request in an item; nothing when the item is not whole, down to its spans, log records or metrics. */
export function readItem(item: Buffer | undefined): Buffer | undefined {
  const fields = item && readFields(item);
  if (!fields) return undefined;
  // Without the wrapper in versions before 0.130: the item is the request itself.
  const request = fields[0]?.number === 1 && item[0] === 0x0d ? fields.find(({ number }) => number === DATA_FIELD)?.bytes : item;
  return request && request.length > 0 && isWhole(request, RECORDS_PATH) ? request : undefined;
}

/** Is a message readable, and what lies in it below these fields? */
function isWhole(message: Buffer, [field, ...below]: readonly number[]): boolean {
  const fields = readFields(message);
  return !!fields && (field === undefined || fields.every(({ number, bytes }) => number !== field || isWhole(bytes, below)));
}

/** Fields of a protobuf message; nothing when its bytes are no message. */
function readFields(message: Buffer): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70 && at < message.length; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < message.length) {
    const tag = varint();
    const kind = tag % 8;
    const length = kind === 0 ? (varint() >= 0 ? 0 : Number.NaN) : kind === 1 ? 8 : kind === 5 ? 4 : kind === 2 ? varint() : Number.NaN;
    const number = Math.floor(tag / 8);
    if (!(number > 0) || !(at + length <= message.length)) return undefined;
    fields.push({ number, bytes: kind === 2 ? message.subarray(at, at + length) : message.subarray(0, 0) });
    at += length;
  }
  return fields;
}
