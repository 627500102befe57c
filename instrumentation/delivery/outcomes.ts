// What became of the last request of each signal: the self-proof says it, and a broken way out can be alerted on.

import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { reasonOf } from '../errors.ts';

export type Signal = 'traces' | 'metrics' | 'logs';

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

/** Watches an exporter: the same exporter, whose results are noted. */
export function watched<T, E extends { export(items: T, done: (result: ExportResult) => void): void }>(signal: Signal, exporter: E): E {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, (result) => {
      note(signal, result);
      done(result);
    });
  return exporter;
}

function note(signal: Signal, { code, error }: ExportResult): void {
  const { delivered, failed } = outcomes.get(signal) ?? { delivered: 0, failed: 0 };
  const ok = code === ExportResultCode.SUCCESS;
  outcomes.set(signal, {
    delivered: delivered + (ok ? 1 : 0),
    failed: failed + (ok ? 0 : 1),
    lastFailure: ok ? undefined : reasonOf(error ?? 'no reason given'),
  });
}

let arrived = 0;

/** Notes that a log record has reached our queue. */
export function noteArrival(): void {
  arrived += 1;
}

/** Log records that have reached our queue. */
export function arrivedRecords(): number {
  return arrived;
}
