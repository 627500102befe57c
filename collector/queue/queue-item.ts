// What lies in a queue, in protobuf: items, each a wrapper (format version, context, data) around an OTLP request, and the account of what waits.
// The wrapper is TracesRequest and its like in pdata/xpdata/request of the Collector; the account is PersistentMetadata in exporterhelper.

const DATA_FIELD = 3;
const RECORDS_PATH = [1, 2, 2] as const;
const [READ_FIELD, WRITE_FIELD, UNDER_WAY_FIELD] = [3, 4, 5] as const;
/** The highest number whose tag is one byte. */
const UNKNOWN_FIELD = 15;
/** More can't wait in the largest file; a damaged account must not make a list without end. */
const MOST_WAITING = 10_000_000n;

interface Field {
  readonly number: number;
  /** Of a field that has a length or is of 4 or 8 bytes; empty otherwise. */
  readonly bytes: Buffer;
  /** Where the field begins in its message. */
  readonly at: number;
}

/** Numbers of the items that wait, and of those that were under way; nothing when it can't be read. */
export function readAccount(state: Buffer): bigint[] | undefined {
  const fields = readFields(state);
  if (!fields) return undefined;
  const numbers = (wanted: number): bigint[] =>
    fields.flatMap(({ number, bytes }) =>
      number === wanted ? Array.from({ length: Math.floor(bytes.length / 8) }, (_, index) => bytes.readBigUInt64LE(index * 8)) : [],
    );
  const [read = 0n, write = 0n] = [numbers(READ_FIELD)[0], numbers(WRITE_FIELD)[0]];
  if (write < read || write - read > MOST_WAITING) return undefined;
  return [...numbers(UNDER_WAY_FIELD), ...Array.from({ length: Number(write - read) }, (_, index) => read + BigInt(index))];
}

/**
 * The same account, byte for byte as long, in which what was under way waits in its old place again.
 * Nothing when nothing was under way, or when it can't be said that way.
 */
export function rewindAccount(state: Buffer): Buffer | undefined {
  const fields = readFields(state) ?? [];
  const read = fields.find(({ number }) => number === READ_FIELD);
  const underWay = fields.filter(({ number }) => number === UNDER_WAY_FIELD);
  const first = underWay.flatMap(({ bytes }) => Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readBigUInt64LE(index * 8)));
  if (!read || first.length === 0) return undefined;
  const rewound = Buffer.from(state);
  const next = read.bytes.readBigUInt64LE(0);
  const [least = next] = [next, ...first].sort((one, other) => (one < other ? -1 : 1));
  rewound.writeBigUInt64LE(least, read.at + 1);
  // A field that nobody knows is passed over by every reader of protobuf.
  for (const { at } of underWay) rewound[at] = (UNKNOWN_FIELD << 3) | ((state[at] ?? 0) & 7);
  return rewound;
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
    const start = at;
    const tag = varint();
    const kind = tag % 8;
    const length = kind === 0 ? (varint() >= 0 ? 0 : Number.NaN) : kind === 1 ? 8 : kind === 5 ? 4 : kind === 2 ? varint() : Number.NaN;
    const number = Math.floor(tag / 8);
    if (!(number > 0) || !(at + length <= message.length)) return undefined;
    fields.push({ number, bytes: message.subarray(at, at + length), at: start });
    at += length;
  }
  return fields;
}
