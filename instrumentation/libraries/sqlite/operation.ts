// One run of a statement, whichever library runs it: span, duration, rows, time the event loop was held, and word to the finders.
//
// This runs around statements of less than a microsecond: no closures, nothing looked up that could be kept, two looks at the clock.

import { tellFailure } from '../../errors.ts';
import { NO_ATTRIBUTES } from '../../signals/flat.ts';
import { endSpan, errorTypeOf, put, recordException, type Span, SpanKind, startLeaf } from '../../signals/spans.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import { withoutValues } from './failures.ts';
import { bindSeries, recordFailure } from './measures.ts';
import { noteWrite, watchRead } from './repeated-reads.ts';
import { forgetPlans, noteRun } from './scan-finder.ts';
import { countFolded, reportShapes, type Shape } from './shapes.ts';
import type { Method } from './stand-in.ts';
import type { Target } from './target.ts';

/** How to read the number of rows out of what a method gave back; both libraries give the same. */
export interface Rows {
  readonly key: string;
  readonly count: (result: unknown) => number;
}
export const ROWS = {
  run: { key: a.sqliteChangedRows.key, count: (result) => Number((result as { changes: number | bigint }).changes) },
  get: { key: a.dbResponseReturnedRows.key, count: (result) => (result === undefined ? 0 : 1) },
  all: { key: a.dbResponseReturnedRows.key, count: (result) => (result as unknown[]).length },
} as const satisfies Readonly<Record<string, Rows>>;

export interface Operation {
  readonly target: Target;
  readonly span: Span;
  readonly startedMs: number;
  /** Time within SQLite, for a statement that gives its rows one by one. */
  heldMs: number | undefined;
}

/** Stands in for a method of prepared statements whose work is done when it comes back. */
export function observePrepared(original: Method, rows: Rows, targetOf: (statement: unknown) => Target | undefined): Method {
  return {
    method(this: unknown, ...values: unknown[]) {
      const operation = beginOperation(targetOf(this), values);
      let result: unknown;
      try {
        result = values.length === 1 ? original.call(this, values[0]) : original.apply(this, values);
      } catch (error) {
        failOperation(operation, error);
        throw error;
      }
      endOperation(operation, rows, result);
      return result;
    },
  }.method;
}

/** Runs a statement of a rarer kind. */
export function observeStatement<T>(target: Target | undefined, values: readonly unknown[], run: () => T, rows?: Rows): T {
  const operation = beginOperation(target, values);
  let result: T;
  try {
    result = run();
  } catch (error) {
    failOperation(operation, error);
    throw error;
  }
  endOperation(operation, rows, result);
  return result;
}

/** Starts the span of a statement. */
export function beginOperation(target: Target | undefined, values: readonly unknown[]): Operation | undefined {
  if (!target) return undefined;
  try {
    const { shape } = target;
    if (!shape.isKnown) countFolded();
    if (shape.isWrite) noteWrite();
    else if (shape.isRead && target.statement) watchRead(target, target.statement, values);
    const startedMs = performance.now();
    const span = startLeaf(SpanKind.CLIENT, shape.summary, NO_ATTRIBUTES, startedMs, target);
    return { target, span, startedMs, heldMs: undefined };
  } catch (error) {
    tellFailure('Starting the span of a statement', error);
    return undefined;
  }
}

/** Ends the span of a statement that came to its end. */
export function endOperation(operation: Operation | undefined, rows: Rows | undefined, result: unknown): void {
  if (!operation) return;
  const endedMs = performance.now();
  try {
    const { target, span, startedMs, heldMs } = operation;
    const { shape, statement } = target;
    const tookMs = endedMs - startedMs;
    seriesOf(shape).duration.record(tookMs / 1000);
    recordRun(shape, heldMs ?? tookMs);
    if (rows && span.isRecording()) put(span, rows.key, rows.count(result));
    endSpan(span, endedMs);
    if (shape.changesSchema) forgetPlans();
    if (statement) noteRun(shape, target.sql, target.connection);
  } catch (error) {
    tellFailure('Ending the span of a statement', error);
  }
}

/** Ends the span of a statement that threw. */
export function failOperation(operation: Operation | undefined, error: unknown): void {
  if (!operation) return;
  const endedMs = performance.now();
  try {
    const { target, span, startedMs, heldMs } = operation;
    const tookMs = endedMs - startedMs;
    recordFailure(target.shape, errorTypeOf(error), tookMs);
    recordRun(target.shape, heldMs ?? tookMs);
    recordException(span, withoutValues(error));
    endSpan(span, endedMs);
  } catch (ours) {
    tellFailure('Ending the span of a failed statement', ours);
  }
}

function recordRun(shape: Shape, heldMs: number): void {
  const { held, statements } = seriesOf(shape);
  held.add(heldMs / 1000);
  statements.add(1);
}

const seriesOf = (shape: Shape) => shape.series ?? firstSeriesOf(shape);

function firstSeriesOf(shape: Shape) {
  reportShapes();
  shape.series = bindSeries(shape);
  return shape.series;
}
