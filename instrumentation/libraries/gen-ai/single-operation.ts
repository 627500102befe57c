// One call of a client library is one operation: the attempts below it are its retries, or parts that run side by side.

import { runIn } from '../../signals/spans.ts';
import type { Call } from './calls.ts';
import { ABORTED, endOperation, failureOf, startOperation } from './operation.ts';
import type { Operation, Subject } from './operation-state.ts';
import { type Owner, ownedBy } from './owner.ts';
import { Patience } from './patience.ts';

export interface Limits {
  /** True when attempts side by side belong together, as batches of embeddings do. */
  readonly parallel?: boolean;
  /** Attempts after which the library gives up; unknown where it says so itself. */
  readonly attemptsMax?: number;
}

export class SingleOperation implements Owner {
  readonly operation: Operation;
  readonly #limits: Limits;
  readonly #patience = new Patience();
  #inFlight = 0;
  #closing = false;

  constructor(subject: Subject, limits: Limits = {}) {
    this.operation = startOperation(subject);
    this.#limits = limits;
  }

  /** Runs the library's function below the operation. */
  run<T>(work: () => T): T {
    return runIn(ownedBy(this, this.operation.context), work);
  }

  take(call: Call): Operation {
    this.#patience.stop();
    const { operation } = this;
    const isRetry = operation.failure !== undefined;
    const joins = !operation.ended && (operation.attempts === 0 || isRetry || this.#limits.parallel === true);
    // A tool may call a model too; that is an operation below this one.
    if (!joins) return startOperation({ operation: call.operation, provider: call.provider, model: call.model });
    this.#inFlight += 1;
    return operation;
  }

  settle(operation: Operation, retryable: boolean, signal?: AbortSignal): void {
    if (operation !== this.operation) {
      endOperation(operation);
      return;
    }
    this.#inFlight -= 1;
    if (this.#closing) {
      if (this.#inFlight === 0) endOperation(operation);
      return;
    }
    const { attemptsMax } = this.#limits;
    if (attemptsMax === undefined) return;
    // Nobody tells when a stream is over, but its last attempt does.
    if (operation.failure === undefined || !retryable || operation.attempts >= attemptsMax) endOperation(operation);
    else this.#patience.start(signal, () => endOperation(operation));
  }

  /** The function has settled well: the operation ends with the last answer that is still being read. */
  close(): void {
    this.#closing = true;
    if (this.#inFlight === 0) endOperation(this.operation);
  }

  /** The function has failed. */
  fail(error: unknown): void {
    this.#patience.stop();
    endOperation(this.operation, failureOf(error, false));
  }

  /** The application gave up. */
  abort(): void {
    this.#patience.stop();
    endOperation(this.operation, ABORTED);
  }
}
