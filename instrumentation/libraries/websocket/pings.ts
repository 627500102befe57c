// Round-trip times: a ping and the pong that answers it.

import { type Histogram, histogram } from '../../signals/metrics.ts';
import { metric } from '../../vocabulary/index.ts';
import type { Connection } from './connection.ts';

/** Unanswered pings remembered; a dead peer answers none, and the latest are the ones it would answer. */
const WAITING_MAX = 16;

let duration: Histogram | undefined;

/** The unanswered pings of one connection. */
export class Pings {
  readonly #waiting: { readonly payload: string; readonly sentMs: number }[] = [];

  sent(payload: unknown): void {
    this.#waiting.push({ payload: plain(payload), sentMs: performance.now() });
    if (this.#waiting.length > WAITING_MAX) this.#waiting.shift();
  }

  /** A pong repeats its ping's payload, and may answer the latest of several only (RFC 6455, 5.5.3); one that nobody asked for is ignored. */
  answered(payload: unknown, connection: Connection): void {
    const text = plain(payload);
    const index = this.#waiting.findIndex((ping) => ping.payload === text);
    const ping = this.#waiting[index];
    if (!ping) return;
    this.#waiting.splice(0, index + 1);
    duration ??= histogram(metric.websocketPingDuration);
    duration.record((performance.now() - ping.sentMs) / 1000, connection.labels);
  }
}

function plain(payload: unknown): string {
  if (typeof payload === 'string') return payload;
  return payload instanceof Uint8Array ? Buffer.from(payload).toString() : '';
}
