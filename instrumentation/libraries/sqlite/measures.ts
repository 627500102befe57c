// The metrics of statements: three series for each shape, bound once.

import { type BoundCounter, type BoundHistogram, type Counter, counter, type Histogram, histogram } from '../../signals/metrics.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';

type Labels = Readonly<Record<string, string>>;
/** What each metric may say of a shape. */
export interface ShapeLabels {
  readonly durationLabels: Labels;
  readonly blockedLabels: Labels;
  readonly countLabels: Labels;
}
/** Series of a shape. */
export interface Series {
  readonly duration: BoundHistogram;
  readonly held: BoundCounter;
  readonly statements: BoundCounter;
}

let duration: Histogram | undefined;
let held: Counter | undefined;
let statements: Counter | undefined;

/** The series of a shape; made when its first statement ends, since providers may come after the first is prepared. */
export function bindSeries({ durationLabels, blockedLabels, countLabels }: ShapeLabels): Series {
  duration ??= histogram(metric.dbClientOperationDuration);
  held ??= counter(metric.sqliteBlockedTime);
  statements ??= counter(metric.sqliteStatements);
  return { duration: duration.bind(durationLabels), held: held.bind(blockedLabels), statements: statements.bind(countLabels) };
}

/** The series of durations of statements that failed in this way. */
export function recordFailure({ durationLabels }: ShapeLabels, errorType: string, tookMs: number): void {
  duration ??= histogram(metric.dbClientOperationDuration);
  duration.record(tookMs / 1000, { ...durationLabels, [a.errorType.key]: errorType });
}
