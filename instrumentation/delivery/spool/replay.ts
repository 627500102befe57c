// Sends what is in the spool while the process runs: what earlier processes of this service left, and what its own memory could not hold.

import { setTimeout as wait } from 'node:timers/promises';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { tellFailure } from '../../errors.ts';
import { ledger } from '../ledger.ts';
import { loseOnDisk } from './disk-losses.ts';
import type { SpoolSignal } from './file-names.ts';
import type { SendJson } from './json-sender.ts';
import { sendFile } from './send-file.ts';
import type { Claim, SpoolStore } from './store.ts';

/** The application starts first. */
const FIRST_LOOK_MS = 1_000;
/** Between two looks into the folder. */
const LOOK_MS = 5_000;
/** Between two lines: at most 4 MB, or 8000 records, in a second. */
const PAUSE_MS = 25;
/** Longest wait while no Collector takes anything; doubled from `LOOK_MS` on. */
const BACK_OFF_MAX_MS = 20_000;
/** Waits differ by up to this part, so that processes that started together don't come together. */
const JITTER = 0.3;

// Telemetry about telemetry would never end.
const OWN_TRAFFIC = suppressTracing(ROOT_CONTEXT);

export class Replay {
  readonly #store: SpoolStore;
  readonly #send: SendJson;
  readonly #leaves: (signal: SpoolSignal) => boolean;
  #claim: Claim | undefined;
  #isStopped = false;
  #waitMs = LOOK_MS;

  /** `leaves` tells whether a signal is sent at all. */
  constructor(store: SpoolStore, send: SendJson, leaves: (signal: SpoolSignal) => boolean) {
    this.#store = store;
    this.#send = send;
    this.#leaves = leaves;
  }

  /** Looks into the folder from now on; keeps no process alive. */
  start(): void {
    this.#lookAfter(FIRST_LOOK_MS);
  }

  /** Puts back what is under way, because the process ends. */
  stop(): void {
    this.#isStopped = true;
    if (this.#claim) this.#store.putBack(this.#claim);
    this.#claim = undefined;
  }

  #lookAfter(afterMs: number): void {
    if (this.#isStopped) return;
    const jittered = afterMs * (1 + JITTER * (Math.random() - 0.5));
    setTimeout(() => context.with(OWN_TRAFFIC, () => void this.#look()), jittered).unref();
  }

  async #look(): Promise<void> {
    let afterMs = LOOK_MS;
    try {
      afterMs = await this.#sendAll();
    } catch (error) {
      tellFailure('Sending what is in the spool', error);
    }
    this.#lookAfter(afterMs);
  }

  // Gives when to look again.
  async #sendAll(): Promise<number> {
    for (const file of this.#store.list()) {
      if (this.#isStopped || !this.#leaves(file.signal) || !this.#store.isFree(file)) continue;
      this.#claim = this.#store.claim(file);
      if (!this.#claim) continue;
      const outcome = await sendFile(this.#store, this.#claim, {
        send: this.#send,
        pause: () => wait(PAUSE_MS, undefined, { ref: false }),
        delivered: (signal, count) => ledger.replayed(signal, count),
        lost: loseOnDisk,
      });
      this.#claim = undefined;
      if (outcome.kind === 'later') {
        const askedMs = outcome.afterMs ?? 0;
        const backOffMs = this.#waitMs;
        this.#waitMs = Math.min(this.#waitMs * 2, BACK_OFF_MAX_MS);
        return Math.max(askedMs, backOffMs);
      }
      this.#waitMs = LOOK_MS;
      await wait(PAUSE_MS, undefined, { ref: false });
    }
    return LOOK_MS;
  }
}
