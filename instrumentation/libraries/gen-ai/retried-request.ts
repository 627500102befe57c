// One request of an API client: an operation once it turns out to be an AI call; failed attempts wait for their retry.

import type { Call } from './calls.ts';
import { endOperation, failureOf, startOperation } from './operation.ts';
import type { Operation } from './operation-state.ts';
import type { Owner } from './owner.ts';

export class RetriedRequest implements Owner {
  #operation: Operation | undefined;
  #settled = false;

  take(call: Call): Operation {
    const first = this.#operation;
    if (first && !first.ended && first.failure) return first;
    const operation = startOperation({ operation: call.operation, provider: call.provider, model: call.model });
    this.#operation ??= operation;
    return operation;
  }

  settle(operation: Operation): void {
    const waits = operation === this.#operation && operation.failure !== undefined && !this.#settled;
    if (!waits) endOperation(operation);
  }

  /** The client has an answer; its body may still be read. */
  close(): void {
    this.#settled = true;
    if (this.#operation?.failure) endOperation(this.#operation);
  }

  /** The client has given up. */
  fail(error: unknown): void {
    this.#settled = true;
    if (this.#operation) endOperation(this.#operation, failureOf(error, false));
  }
}
