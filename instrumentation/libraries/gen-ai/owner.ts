// Who owns the attempts that run now: the function of a client library that retries them, or nobody, and then each is its own operation.

import { createContextKey } from '@opentelemetry/api';
import { type Context, currentContext } from '../../signals/spans.ts';
import type { Call } from './calls.ts';
import { endOperation, startOperation } from './operation.ts';
import type { Operation } from './operation-state.ts';

export interface Owner {
  /** The operation that this attempt belongs to. */
  take(call: Call): Operation;
  /** The attempt is over; its facts and failure are noted already. */
  settle(operation: Operation, retryable: boolean, signal: AbortSignal | undefined): void;
}

const OWNER = createContextKey('peragus gen-ai owner');

const nobody: Owner = {
  take: (call) => startOperation({ operation: call.operation, provider: call.provider, model: call.model }),
  settle: (operation) => endOperation(operation),
};

/** The owner of what runs now. */
export function currentOwner(): Owner {
  return (currentContext().getValue(OWNER) as Owner | undefined) ?? nobody;
}

/** True when a client library owns what runs now. */
export function hasOwner(): boolean {
  return currentContext().getValue(OWNER) !== undefined;
}

/** `within`, with attempts owned by `owner`. */
export function ownedBy(owner: Owner, within: Context): Context {
  return within.setValue(OWNER, owner);
}
