// Whether the machine kept up while faults were made: how long, at most, a timer of this process came late.

const EVERY_MS = 100;

export class Stalls {
  #worstMs = 0;
  #lastMs = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => {
      const nowMs = performance.now();
      this.#worstMs = Math.max(this.#worstMs, nowMs - this.#lastMs - EVERY_MS);
      this.#lastMs = nowMs;
    }, EVERY_MS);
  }

  /** The longest since the last question, in seconds. */
  takeS(): number {
    const worstS = Math.round(this.#worstMs / 100) / 10;
    this.#worstMs = 0;
    return worstS;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
