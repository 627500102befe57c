// Waits for the retry of a failed attempt, when only time or an abort tells that none will come.

/** Longest wait for a retry; the AI SDK waits at most 60 s when a provider says how long, and doubles 2 s otherwise. */
const RETRY_WAIT_MAX_MS = 120_000;

export class Patience {
  #stop: (() => void) | undefined;

  /** Calls `giveUp` when nothing stops the wait before its time, or when `signal` aborts. */
  start(signal: AbortSignal | undefined, giveUp: () => void): void {
    this.stop();
    const end = () => {
      this.stop();
      giveUp();
    };
    const timer = setTimeout(end, RETRY_WAIT_MAX_MS);
    // Never keeps the process alive.
    timer.unref();
    signal?.addEventListener('abort', end);
    this.#stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    };
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
