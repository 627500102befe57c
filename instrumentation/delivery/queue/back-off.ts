// When a queue may try again after the receiver was away or overloaded: full jitter, so that many processes don't come back at once.

/** The longest wait before the n-th retry is `FIRST_MS * 2^n`, up to `LONGEST_MS`; what is waited is anything between the shortest and that. */
const FIRST_MS = 1_000;
/** A receiver that is back is seen after 10 s at the latest. */
const LONGEST_MS = 10_000;
const SHORTEST_MS = 100;
/** On top of a wait that the receiver asked for. */
const SPREAD = 0.1;
const SPREAD_MAX_MS = 1_000;

/** Times are those of `performance.now()`, which no change of the clock moves. */
export class BackOff {
  #failures = 0;
  #resumeMs = 0;
  #isAskedFor = false;

  /** Whether the last attempt failed: one at a time is enough to see whether it's over. */
  get isProbing(): boolean {
    return this.#failures > 0;
  }

  /** How long until the next attempt; 0 for now. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#resumeMs - nowMs);
  }

  /** An attempt was answered, well or with a refusal for good. */
  succeeded(nowMs: number): void {
    if (this.waitMs(nowMs) === 0) this.#failures = 0;
  }

  /** An attempt failed. Of several under way at the same time the first counts, and the longest wait that was asked for. */
  failed(nowMs: number, afterMs?: number): void {
    if (afterMs !== undefined) {
      const untilMs = nowMs + afterMs + Math.random() * Math.min(afterMs * SPREAD, SPREAD_MAX_MS);
      this.#failures += 1;
      this.#isAskedFor = true;
      this.#resumeMs = Math.max(this.#resumeMs, untilMs);
      return;
    }
    if (this.waitMs(nowMs) > 0) return;
    const most = Math.min(FIRST_MS * 2 ** this.#failures, LONGEST_MS);
    this.#failures += 1;
    this.#isAskedFor = false;
    this.#resumeMs = nowMs + SHORTEST_MS + Math.random() * (most - SHORTEST_MS);
  }

  /** Ends a wait of our own; one that the receiver asked for stands. */
  hurry(): void {
    if (!this.#isAskedFor) this.#resumeMs = 0;
  }
}
