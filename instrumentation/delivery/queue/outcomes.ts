// What became of the last request of each signal: the self-proof says it, and a broken way out can be alerted on.

import { reasonOf } from '../../errors.ts';
import type { Signal } from '../ledger.ts';

export interface Outcome {
  /** Requests that were taken, and those that were not. */
  readonly delivered: number;
  readonly failed: number;
  /** Why the last request failed; nothing when it was taken. */
  readonly lastFailure: string | undefined;
}

const outcomes = new Map<Signal, Outcome>();

/** What became of a signal's requests; nothing before the first has ended. */
export function outcomeOf(signal: Signal): Outcome | undefined {
  return outcomes.get(signal);
}

/** True when the last request of any signal failed: then nobody is there, as it seems. */
export function hasFailedLast(): boolean {
  return [...outcomes.values()].some(({ lastFailure }) => lastFailure !== undefined);
}

/** Notes the end of a request; without a reason it was taken. */
export function noteOutcome(signal: Signal, failure?: unknown): void {
  const { delivered, failed } = outcomes.get(signal) ?? { delivered: 0, failed: 0 };
  const ok = failure === undefined;
  outcomes.set(signal, {
    delivered: delivered + (ok ? 1 : 0),
    failed: failed + (ok ? 0 : 1),
    lastFailure: ok ? undefined : reasonOf(failure),
  });
}
