// The ids of traces and spans, as numbers; hexadecimal only when somebody asks.

import { randomFillSync } from 'node:crypto';

/** One for all spans of a trace in this process. */
export interface TraceId {
  /** 16 bytes, most significant first, as signed 32-bit integers. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  /** 32 hexadecimal digits. */
  hex(): string;
}

/** Random numbers fetched at once: 16 KiB, for a thousand requests, cost about 10 µs. */
const POOL_WORDS = 4096;

const pool = new Int32Array(POOL_WORDS);
let next = POOL_WORDS;

/** A random number of 32 bits, never 0, so that no id is invalid. */
export function randomWord(): number {
  if (next === POOL_WORDS) {
    randomFillSync(pool);
    next = 0;
  }
  return pool[next++] || 1;
}

class NumericTraceId implements TraceId {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  #hex: string | undefined;

  constructor(words: readonly [number, number, number, number], hex: string | undefined) {
    [this.a, this.b, this.c, this.d] = words;
    this.#hex = hex;
  }

  hex(): string {
    this.#hex ??= hexOfFour(this.a, this.b, this.c, this.d);
    return this.#hex;
  }
}

/** The id of a trace that starts here. */
export function newTraceId(): TraceId {
  return new NumericTraceId([randomWord(), randomWord(), randomWord(), randomWord()], undefined);
}

/** The id of a trace that came from elsewhere, as 32 hexadecimal digits. */
export function traceIdOf(hex: string): TraceId {
  return new NumericTraceId([wordOf(hex, 0), wordOf(hex, 8), wordOf(hex, 16), wordOf(hex, 24)], hex);
}

/** Eight hexadecimal digits from `at` on, as a signed number. */
export function wordOf(hex: string, at: number): number {
  return Number.parseInt(hex.slice(at, at + 8), 16) | 0;
}

const scratch = Buffer.alloc(16);

/** 16 hexadecimal digits of two numbers. */
export function hexOf(high: number, low: number): string {
  scratch.writeInt32BE(high, 0);
  scratch.writeInt32BE(low, 4);
  return scratch.toString('hex', 0, 8);
}

function hexOfFour(a: number, b: number, c: number, d: number): string {
  scratch.writeInt32BE(a, 0);
  scratch.writeInt32BE(b, 4);
  scratch.writeInt32BE(c, 8);
  scratch.writeInt32BE(d, 12);
  return scratch.toString('hex');
}
