// What a receiver answers: whether it refused some of it, and why.

const PARTIAL_SUCCESS = 1;
const REJECTED = 1;
const ERROR_MESSAGE = 2;
const WIRE = { varint: 0, fixed64: 1, block: 2, fixed32: 5 } as const;

/** An Export…ServiceResponse; the count of what was refused has another name for each signal. */
interface Answer {
  partialSuccess?: Record<string, number | string>;
}

/** Reads an answer. Throws when it isn't one. */
export function readAnswer(response: Uint8Array, rejectedName: string): Answer {
  const answer: Answer = {};
  eachField(response, (field, value) => {
    if (field === PARTIAL_SUCCESS && value instanceof Uint8Array) answer.partialSuccess = readPartialSuccess(value, rejectedName);
  });
  return answer;
}

function readPartialSuccess(message: Uint8Array, rejectedName: string): Record<string, number | string> {
  const refused: Record<string, number | string> = {};
  eachField(message, (field, value) => {
    if (field === REJECTED && typeof value === 'number') refused[rejectedName] = value;
    if (field === ERROR_MESSAGE && value instanceof Uint8Array) refused.errorMessage = new TextDecoder().decode(value);
  });
  return refused;
}

function eachField(message: Uint8Array, see: (field: number, value: number | Uint8Array | undefined) => void): void {
  const reader = new Reader(message);
  while (reader.at < message.length) {
    const tag = reader.varint();
    see(Math.floor(tag / 8), reader.value(tag % 8));
  }
}

class Reader {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Exact up to 2⁵³. */
  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) throw new Error('the answer ends within a number');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  /** The value of a field; undefined for kinds that no answer has. */
  value(wire: number): number | Uint8Array | undefined {
    switch (wire) {
      case WIRE.varint:
        return this.varint();
      case WIRE.block:
        return this.#block(this.varint());
      case WIRE.fixed64:
        this.#block(8);
        return undefined;
      case WIRE.fixed32:
        this.#block(4);
        return undefined;
      default:
        throw new Error(`the answer has a field of the unknown kind ${wire}`);
    }
  }

  #block(size: number): Uint8Array {
    const end = this.at + size;
    if (end > this.#bytes.length) throw new Error('the answer ends within a field');
    const block = this.#bytes.subarray(this.at, end);
    this.at = end;
    return block;
  }
}
