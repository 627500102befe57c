// A bounded queue that sends in batches, and that can be emptied at once when the process ends.

import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

export interface QueueLimits {
  /** Longest wait before items are sent, in ms. */
  readonly delayMs: number;
  /** Most items that wait; more are dropped and counted. */
  readonly itemsMax: number;
  /** Most items in one request. */
  readonly batchMax: number;
}

export interface QueueReports {
  /** So many items were dropped since the last report, because the queue was full. */
  dropped(count: number): void;
  /** A batch could not be delivered. */
  failed(error: unknown): void;
}

// Telemetry about telemetry would never end.
const OWN_TRAFFIC = suppressTracing(ROOT_CONTEXT);

export class SendQueue<T> {
  readonly #limits: QueueLimits;
  readonly #send: (batch: T[]) => Promise<void>;
  readonly #reports: QueueReports;
  #waiting: T[] = [];
  readonly #underWay = new Map<T[], Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #dropped = 0;

  constructor(limits: QueueLimits, send: (batch: T[]) => Promise<void>, reports: QueueReports) {
    this.#limits = limits;
    this.#send = send;
    this.#reports = reports;
  }

  /** Takes one item, unless the queue is full. */
  push(item: T): void {
    if (this.#waiting.length >= this.#limits.itemsMax) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(item);
    // While a batch is under way the next one is made when it has ended: a slow Collector gets few large requests.
    if (this.#underWay.size > 0) return;
    if (this.#waiting.length >= this.#limits.batchMax) void this.#sendBatch();
    else this.#timer ??= setTimeout(() => void this.#sendBatch(), this.#limits.delayMs).unref();
  }

  /** Sends everything that waits; settles when each batch was delivered or has failed. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0) void this.#sendBatch();
    await Promise.all(this.#underWay.values());
  }

  /** Empties the queue: what waits, and what is under way without an answer. */
  takeAll(): T[] {
    clearTimeout(this.#timer);
    const items = [...this.#underWay.keys()].flat().concat(this.#waiting);
    this.#waiting = [];
    return items;
  }

  async #sendBatch(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting.splice(0, this.#limits.batchMax);
    if (this.#dropped > 0) {
      this.#reports.dropped(this.#dropped);
      this.#dropped = 0;
    }
    if (batch.length === 0) return;
    const delivery = context
      .with(OWN_TRAFFIC, () => this.#send(batch))
      .catch((error) => this.#reports.failed(error))
      .finally(() => {
        this.#underWay.delete(batch);
        if (this.#waiting.length >= this.#limits.batchMax) void this.#sendBatch();
        else if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => void this.#sendBatch(), this.#limits.delayMs).unref();
      });
    this.#underWay.set(batch, delivery);
    await delivery;
  }
}
