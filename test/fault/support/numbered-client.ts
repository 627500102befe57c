// A sender that does what OTLP asks of it: it numbers its log records, keeps what was not acknowledged, and sends it again.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { logs, nowNanos } from '../../support/otlp-json.ts';

export interface ClientPlan {
  readonly perSecond: number;
  /** Records in a request. */
  readonly perRequest?: number;
  /** Requests under way at once. */
  readonly connections?: number;
  /** Of the text of each record. */
  readonly bytes?: number;
}

const ANSWER_WITHIN_MS = 10_000;
const AGAIN_AFTER_MS = 100;
const TICK_MS = 20;
/** It makes nothing more once it keeps as much as it makes in this time. */
const KEPT_S = 5;

export class NumberedClient {
  /** Keys of the records that were acknowledged, as the fault sink writes them: `instance#number`. */
  readonly acknowledged = new Set<string>();
  /** Answers other than 200, by status; 0 is no answer. */
  readonly refusals = new Map<number, number>();
  readonly instance = `client-${randomUUID().slice(0, 8)}`;
  /** Records made. */
  made = 0;
  readonly #url: string;
  readonly #plan: Required<ClientPlan>;
  readonly #waiting: number[][] = [];
  readonly #workers: Promise<void>[] = [];
  #making = true;
  #over = false;

  /** Begins at once. */
  constructor(otlpUrl: string, plan: ClientPlan) {
    this.#url = `${otlpUrl}/v1/logs`;
    this.#plan = { perRequest: 10, connections: 4, bytes: 100, ...plan };
    void this.#make();
    for (let worker = 0; worker < this.#plan.connections; worker += 1) this.#workers.push(this.#work());
  }

  /** Records that were made and not acknowledged yet. */
  get kept(): number {
    return this.made - this.acknowledged.size;
  }

  /** Makes no more; settles when all is acknowledged or the time is over. */
  async finish(withinMs = 30_000): Promise<void> {
    this.#making = false;
    const started = performance.now();
    while (this.kept > 0 && performance.now() - started < withinMs) await sleep(TICK_MS);
    this.#over = true;
    await Promise.all(this.#workers);
  }

  /** Makes no more, and gives up what was not acknowledged. */
  async abandon(): Promise<void> {
    await this.finish(0);
  }

  async #make(): Promise<void> {
    const { perSecond, perRequest } = this.#plan;
    const started = performance.now();
    let skipped = 0;
    while (this.#making) {
      const due = ((performance.now() - started) / 1_000) * perSecond;
      // As a process that has no room left: what is due meanwhile is never made.
      while (this.made + skipped + perRequest <= due) {
        if (this.kept >= KEPT_S * perSecond) {
          skipped += perRequest;
          continue;
        }
        this.#waiting.push(Array.from({ length: perRequest }, (_, index) => this.made + index));
        this.made += perRequest;
      }
      await sleep(TICK_MS);
    }
  }

  async #work(): Promise<void> {
    while (!this.#over) {
      const numbers = this.#waiting.shift();
      if (!numbers) await sleep(TICK_MS / 4);
      else if (await this.#post(numbers)) for (const number of numbers) this.acknowledged.add(`${this.instance}#${number}`);
      else {
        this.#waiting.unshift(numbers);
        await sleep(AGAIN_AFTER_MS);
      }
    }
  }

  async #post(numbers: readonly number[]): Promise<boolean> {
    const filler = 'x'.repeat(this.#plan.bytes);
    const records = numbers.map((number) => ({
      timeUnixNano: nowNanos(),
      body: { stringValue: `record ${filler}` },
      attributes: [{ key: 'seq', value: { intValue: String(number) } }],
    }));
    const status = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(logs({ 'service.name': 'numbered', 'service.instance.id': this.instance }, records)),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    if (status !== 200) this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
    return status === 200;
  }
}
