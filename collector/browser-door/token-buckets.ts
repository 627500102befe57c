// A token bucket for each key, in one number each: the moment at which the bucket is full again (GCRA). The table is bounded.

import type { Rate } from './settings.ts';

/** Most keys that are remembered, about 2 MB. Newcomers share one bucket while all of them are in use. */
const KEYS_MAX = 20_000;
const SWEEP_EVERY_MS = 1_000;
const SHARED = 'everybody else';

export class TokenBuckets {
  readonly #everyMs: number;
  readonly #depthMs: number;
  readonly #keysMax: number;
  readonly #fullAtMs = new Map<string, number>();
  #sweptAtMs = 0;

  constructor({ perSecond, burst }: Rate, keysMax = KEYS_MAX) {
    this.#everyMs = 1_000 / perSecond;
    this.#depthMs = burst * this.#everyMs;
    this.#keysMax = keysMax;
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#fullAtMs.size;
  }

  /** Takes a token: 0, or the time until there is one, in ms. */
  take(key: string, nowMs: number): number {
    const own = this.#fullAtMs.has(key) || this.#hasRoom(nowMs) ? key : SHARED;
    const fullAtMs = Math.max(this.#fullAtMs.get(own) ?? 0, nowMs) + this.#everyMs;
    const waitMs = fullAtMs - nowMs - this.#depthMs;
    // Milliseconds of a clock are not exact in their last places.
    if (waitMs > 1e-6) return waitMs;
    this.#fullAtMs.set(own, fullAtMs);
    return 0;
  }

  // Nobody is put out to let a stranger in: who has many addresses would get new buckets for all of them.
  #hasRoom(nowMs: number): boolean {
    if (this.#fullAtMs.size < this.#keysMax) return true;
    if (nowMs - this.#sweptAtMs < SWEEP_EVERY_MS) return false;
    this.#sweptAtMs = nowMs;
    for (const [key, fullAtMs] of this.#fullAtMs) if (fullAtMs <= nowMs) this.#fullAtMs.delete(key);
    return this.#fullAtMs.size < this.#keysMax;
  }
}
