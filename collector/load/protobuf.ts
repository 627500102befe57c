// Just enough protobuf to write OTLP requests and to count what is in them.

/** A field with a length: a message, a text or bytes. */
export function nested(number: number, ...content: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(content.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([varint(number * 8 + 2), varint(body.length), body]);
}

export function whole(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

export function fixed64(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([varint(number * 8 + 1), bytes]);
}

export function double(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint(number * 8 + 1), bytes]);
}

/** An attribute: text or a whole number. */
export function attribute(number: number, key: string, value: string | number): Buffer {
  return nested(number, nested(1, key), nested(2, typeof value === 'string' ? nested(1, value) : whole(3, value)));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
    if (rest < 128) return Buffer.from(bytes);
  }
}

/** Visits the fields of a message: number, and begin and end of its content. */
export function visit(bytes: Buffer, from: number, to: number, see: (field: number, begin: number, end: number) => void): void {
  let at = from;
  const read = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < to) {
    const tag = read();
    const kind = tag & 7;
    if (kind === 0) read();
    else {
      const length = kind === 2 ? read() : kind === 1 ? 8 : 4;
      see(tag >>> 3, at, at + length);
      at += length;
    }
  }
}
