// Those who wait until a queue has sent what it holds, and when there is no use in waiting any longer.

interface Flush {
  /** Number of the last batch that it waits for. */
  through: number;
  /** What came in meanwhile is waited for as well, once: what is said while the last is sent, and no endless stream. */
  isSecond: boolean;
  readonly begunMs: number;
  resolve(): void;
}

/** The queue as a flush sees it. */
export interface QueueState {
  readonly isIdle: boolean;
  /** When the next attempt is allowed, and when the last began that nobody answered. */
  readonly nextMs: number;
  readonly unreachableMs: number;
  holdsUpTo(sequence: number): boolean;
  /** Puts everything into batches, and gives the number of the last. */
  close(): number;
}

export class Flushes {
  readonly #limitMs: number;
  #all: Flush[] = [];

  /** A flush waits for no attempt that comes later than this. */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  begin(through: number): Promise<void> {
    return new Promise((resolve) => {
      this.#all.push({ through, isSecond: false, begunMs: performance.now(), resolve });
    });
  }

  /** Whether somebody waits who has seen no attempt fail since `failedMs`. */
  isUntried(failedMs: number): boolean {
    return this.#all.some(({ begunMs }) => begunMs > failedMs);
  }

  /** Lets those go who have all, or who wait in vain: where nobody answers, or not in time. */
  end(queue: QueueState): void {
    if (this.#all.length > 0) this.#all = this.#all.filter((flush) => !this.#isOver(flush, queue));
  }

  #isOver(flush: Flush, queue: QueueState): boolean {
    const isHopeless = queue.isIdle && (queue.unreachableMs >= flush.begunMs || queue.nextMs > flush.begunMs + this.#limitMs);
    if (!isHopeless) {
      if (queue.holdsUpTo(flush.through)) return false;
      if (!flush.isSecond) {
        flush.isSecond = true;
        flush.through = queue.close();
        if (queue.holdsUpTo(flush.through)) return false;
      }
    }
    flush.resolve();
    return true;
  }
}
