// One run of a statement, whichever library runs it: span, duration, rows, time the event loop was held, and word to the finders.

import { attempt, guarded } from '../../errors.ts';
import { type Counter, counter, type Histogram, histogram } from '../../signals/metrics.ts';
import { errorTypeOf, recordException, type Span, SpanKind, startWork } from '../../signals/spans.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';
import type { Connection } from './connection.ts';
import { withoutValues } from './failures.ts';
import { noteWrite, watchRead } from './repeated-reads.ts';
import { forgetPlans, noteRun } from './scan-finder.ts';
import { reportShapes, type Shape, shapeOf } from './shapes.ts';

export interface Call {
  readonly sql: string;
  readonly connection: Connection | undefined;
  /** The prepared statement; undefined for `exec`. */
  readonly statement?: object | undefined;
  readonly values: readonly unknown[];
}
export interface Rows {
  readonly returned?: number | undefined;
  readonly changed?: number | undefined;
}
/** Rows by what a method gave back; both libraries give the same. */
export const ROWS: Readonly<Record<'run' | 'get' | 'all', (result: unknown) => Rows>> = {
  run: (result) => ({ changed: Number((result as { changes: number | bigint }).changes) }),
  get: (result) => ({ returned: result === undefined ? 0 : 1 }),
  all: (result) => ({ returned: (result as unknown[]).length }),
};
export interface Operation {
  readonly call: Call;
  readonly shape: Shape;
  readonly span: Span;
  readonly startedMs: number;
  /** Time within SQLite, for a statement that gives its rows one by one. */
  heldMs: number | undefined;
}

/** Runs a statement whose work is done when `run` comes back. */
export function observeStatement<T>(call: Call, run: () => T, rowsOf: (result: T) => Rows): T {
  const operation = beginOperation(call);
  let result: T;
  try {
    result = run();
  } catch (error) {
    failOperation(operation, error);
    throw error;
  }
  endOperation(operation, () => rowsOf(result));
  return result;
}

/** Starts the span of a statement; no span for a wrong call without any SQL, which the library refuses. */
export function beginOperation(call: Call): Operation | undefined {
  if (typeof call.sql !== 'string') return undefined;
  return attempt('Starting the span of a statement', () => {
    const shape = shapeOf(call.sql);
    if (shape.isWrite) noteWrite();
    else if (shape.isRead && call.statement) watchRead(shape, call.sql, call.statement, call.values);
    const namespace = call.connection?.namespace;
    const attributes = namespace ? { ...shape.spanAttributes, [a.dbNamespace.key]: namespace } : shape.spanAttributes;
    const { span } = startWork(SpanKind.CLIENT, shape.summary, attributes);
    return { call, shape, span, startedMs: performance.now(), heldMs: undefined };
  });
}

/** Ends the span of a statement that came to its end. */
export const endOperation = guarded('Ending the span of a statement', (operation: Operation | undefined, rowsOf: () => Rows) => {
  if (!operation) return;
  const { shape, span, call } = operation;
  record(operation, shape.durationLabels);
  const { returned, changed } = rowsOf();
  if (returned !== undefined) span.setAttribute(a.dbResponseReturnedRows.key, returned);
  if (changed !== undefined) span.setAttribute(a.sqliteChangedRows.key, changed);
  span.end();
  if (shape.changesSchema) forgetPlans();
  if (call.statement) noteRun(shape, call.sql, call.connection);
});

/** Ends the span of a statement that threw. */
export const failOperation = guarded('Ending the span of a failed statement', (operation: Operation | undefined, error: unknown) => {
  if (!operation) return;
  record(operation, { ...operation.shape.durationLabels, [a.errorType.key]: errorTypeOf(error) });
  recordException(operation.span, withoutValues(error));
  operation.span.end();
});

let duration: Histogram | undefined;
let held: Counter | undefined;
let statements: Counter | undefined;

function record({ startedMs, heldMs, shape }: Operation, labels: Readonly<Record<string, string>>): void {
  duration ??= histogram(metric.dbClientOperationDuration);
  held ??= counter(metric.sqliteBlockedTime);
  statements ??= counter(metric.sqliteStatements);
  reportShapes();
  const tookMs = performance.now() - startedMs;
  duration.record(tookMs / 1000, labels);
  held.add((heldMs ?? tookMs) / 1000, shape.blockedLabels);
  statements.add(1, shape.countLabels);
}
