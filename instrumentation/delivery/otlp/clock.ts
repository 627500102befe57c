// Nanoseconds since 1970 of what performance.now() said.

import type { Writer } from './writer.ts';

const NS_PER_MS = 1e6;

/**
 * Nanoseconds since 1970 don't fit a number, those since the process started do. So the start is kept in whole milliseconds,
 * exact as two numbers, and its fraction is added to what the records say. Exact to a nanosecond for 104 days, to 64 for ten years.
 */
export class Clock {
  readonly #high: number;
  readonly #low: number;
  readonly #fractionMs: number;

  constructor(originMs: number = performance.timeOrigin) {
    const wholeMs = Math.floor(originMs);
    this.#fractionMs = originMs - wholeMs;
    const ns = BigInt(wholeMs) * BigInt(NS_PER_MS);
    this.#high = Number(ns >> 32n);
    this.#low = Number(ns & 0xff_ff_ff_ffn);
  }

  /** Writes a time, as fixed64. */
  write(writer: Writer, ms: number): void {
    writer.sum(this.#high, this.#low + Math.round((ms + this.#fractionMs) * NS_PER_MS));
  }
}
