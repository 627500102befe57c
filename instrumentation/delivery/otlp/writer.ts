// One growing buffer that OTLP messages are written to, field by field, with nothing in between.

/** Capacity at the start: a batch of some dozen spans. */
const FIRST_CAPACITY = 65_536;
/** Capacity that is kept from one batch to the next: the usual 512 spans of about 600 bytes are a third of it. */
const KEPT_CAPACITY = 1_048_576;
/** Up to this length a loop is quicker than a call into Node. */
export const LOOP_MAX = 32;
/** Up to this length room is made for the worst case, 3 bytes a character; longer text is measured first. */
const MEASURED_MIN = 16_384;

const TWO_TO_32 = 4_294_967_296;
const TWO_TO_16 = 65_536;

/** What Node's buffers can do but its types don't say. */
interface FastBuffer extends Buffer<ArrayBuffer> {
  utf8Write(text: string, at: number): number;
  latin1Slice(start: number, end: number): string;
}

/**
 * Only `room`, `begin`, `copy` and what writes whole fields of text make room. The others don't look: who calls them has
 * asked for room, and a write behind the end would be lost without a sound.
 */
export class Writer {
  bytes: FastBuffer;
  view: DataView;
  at = 0;

  constructor(capacity: number = FIRST_CAPACITY) {
    this.bytes = Buffer.allocUnsafeSlow(capacity) as FastBuffer;
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes sure that `count` more bytes fit. */
  room(count: number): void {
    if (this.at + count > this.bytes.length) this.#grow(this.at + count);
  }

  #grow(capacity: number): void {
    const { bytes } = this;
    this.bytes = Buffer.allocUnsafeSlow(Math.max(capacity, bytes.length * 2)) as FastBuffer;
    this.view = new DataView(this.bytes.buffer);
    bytes.copy(this.bytes, 0, 0, this.at);
  }

  /** What was written, as bytes of their own; the writer is empty afterwards. */
  take(): Buffer<ArrayBuffer> {
    const { bytes, at } = this;
    this.at = 0;
    if (bytes.length > KEPT_CAPACITY) {
      this.bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY) as FastBuffer;
      this.view = new DataView(this.bytes.buffer);
      return bytes.subarray(0, at);
    }
    const taken = Buffer.allocUnsafeSlow(at);
    bytes.copy(taken, 0, 0, at);
    return taken;
  }

  /** Starts a message of unknown length, for which `width` bytes are left; gives where its content starts. */
  begin(tag: number, width: number): number {
    this.room(1 + width);
    this.bytes[this.at] = tag;
    this.at += 1 + width;
    return this.at;
  }

  /** Ends it. A length that needs less than `width` bytes is padded, which protobuf allows; for a longer one the content moves. */
  end(start: number, width: number): void {
    let length = this.at - start;
    let last = width - 1;
    const more = sizeOfVarint(length) - width;
    if (more > 0) {
      this.room(more);
      this.bytes.copyWithin(start + more, start, this.at);
      this.at += more;
      last += more;
    }
    const { bytes } = this;
    const from = start - width;
    for (let index = 0; index < last; index += 1) {
      bytes[from + index] = (length & 127) | 128;
      length >>>= 7;
    }
    bytes[from + last] = length;
  }

  /** An unsigned number of up to 32 bits. */
  varint(value: number): void {
    const { bytes } = this;
    let { at } = this;
    let rest = value;
    while (rest > 127) {
      bytes[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.at = at;
  }

  /** An integer of 64 bits, negative ones in two's complement. */
  varint64(value: number): void {
    let low = value >>> 0;
    // Rounding down makes the two's complement of a negative number, as `>>>` does for the lower half.
    let high = low === value ? 0 : Math.floor(value / TWO_TO_32) >>> 0;
    while (high > 0) {
      this.bytes[this.at++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.varint(low);
  }

  /** Tag and number, 11 bytes at most, unless the number is 0, which is what no field says. */
  count(tag: number, value: number): void {
    if (value === 0) return;
    this.bytes[this.at++] = tag;
    this.varint64(value);
  }

  fixed32(value: number): void {
    this.view.setUint32(this.at, value, true);
    this.at += 4;
  }

  /** An integer of 64 bits, negative ones in two's complement. */
  fixed64(value: number): void {
    this.view.setUint32(this.at, value, true);
    this.view.setUint32(this.at + 4, Math.floor(value / TWO_TO_32), true);
    this.at += 8;
  }

  double(value: number): void {
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  /** Nanoseconds of so many units of `unitNs` and `restNs`, exact where the product is beyond what a number can hold. */
  time(units: number, unitNs: number, restNs: number): void {
    const above = Math.floor(units / TWO_TO_16);
    const upper = above * unitNs;
    const high = Math.floor(upper / TWO_TO_16);
    const low = (upper - high * TWO_TO_16) * TWO_TO_16 + (units - above * TWO_TO_16) * unitNs + restNs;
    this.sum(high, low);
  }

  /** `high` times 2³² plus `low`, which may be larger than 32 bits. */
  sum(high: number, low: number): void {
    const carried = Math.floor(low / TWO_TO_32);
    this.view.setUint32(this.at, low - carried * TWO_TO_32, true);
    this.view.setUint32(this.at + 4, high + carried, true);
    this.at += 8;
  }

  /** Bytes as they are. */
  copy(block: Uint8Array): void {
    const { length } = block;
    this.room(length);
    this.bytes.set(block, this.at);
    this.at += length;
  }

  /** Field of bytes. */
  block(tag: number, block: Uint8Array): void {
    this.room(6);
    this.bytes[this.at++] = tag;
    this.varint(block.length);
    this.copy(block);
  }

  /** Field of text. */
  text(tag: number, text: string): void {
    this.roomFor(text, 6);
    const start = this.at;
    // Most text is ASCII and has as many bytes as characters; other text is written a second time behind its true length.
    this.bytes[this.at++] = tag;
    this.varint(text.length);
    const size = this.characters(text);
    if (size === text.length) return;
    this.at = start + 1;
    this.varint(size);
    this.characters(text);
  }

  /** Makes room for a text and `more` bytes. */
  roomFor(text: string, more: number): void {
    const { length } = text;
    this.room(more + (length < MEASURED_MIN ? 3 * length : Buffer.byteLength(text)));
  }

  /** Text as UTF-8, lone surrogates replaced; gives how many bytes. */
  characters(text: string): number {
    const { length } = text;
    const { bytes, at } = this;
    if (length <= LOOP_MAX) {
      let index = 0;
      for (; index < length; index += 1) {
        const code = text.charCodeAt(index);
        if (code > 127) break;
        bytes[at + index] = code;
      }
      if (index === length) {
        this.at = at + length;
        return length;
      }
    }
    const size = bytes.utf8Write(text, at);
    this.at = at + size;
    return size;
  }
}

/** Bytes of a varint of up to 32 bits. */
export function sizeOfVarint(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  if (value < 2_097_152) return 3;
  return value < 268_435_456 ? 4 : 5;
}

let spare: Writer | undefined;

/** Gives the bytes of what `write` writes. The writer is kept for the next time; meanwhile nobody else can get it. */
export function bytesOf(write: (writer: Writer) => void): Buffer<ArrayBuffer> {
  const writer = spare ?? new Writer();
  spare = undefined;
  try {
    write(writer);
    return writer.take();
  } finally {
    writer.at = 0;
    spare = writer;
  }
}
