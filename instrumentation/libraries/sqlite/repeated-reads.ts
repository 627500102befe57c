// Repeated reads within one trace: the same shape with other values each time (N+1), or the very same read (a cache would do).

import { emitLog } from '../../signals/logs.ts';
import { type Counter, counter } from '../../signals/metrics.ts';
import { activeSpan, entrySpan } from '../../signals/spans.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';
import { hashRead } from './parameters.ts';
import type { Shape } from './shapes.ts';

/** Reads of one shape with distinct values from which on it is an N+1; a page that shows a few things apart stays below. */
const N_PLUS_ONE_AT = 5;
/** Equal reads from which on a cache would help; two happen by chance, in a check and an action. */
const IDENTICAL_AT = 3;
/** Read shapes watched in one trace, and distinct values of each; a batch job that works for hours in one trace must not fill the memory. */
const SHAPES_PER_TRACE_MAX = 100;
const VALUES_PER_SHAPE_MAX = 500;
/** One log record per shape and kind in this time; the metric counts all. */
const ADVICE_EVERY_MS = 60_000;

type Kind = 'n_plus_one' | 'identical';
interface Reads {
  /** Runs by hash of text and values since the last write. */
  readonly runs: Map<number, { count: number; writes: number }>;
  readonly found: Set<Kind>;
}
interface Trace {
  readonly shapes: Map<Shape, Reads>;
  writes: number;
}

let isOn = false;
const traces = new WeakMap<object, Trace>();
const advised = new WeakMap<Shape, Map<Kind, number>>();
let repeated: Counter | undefined;
let unwatched: Counter | undefined;

/** Switches the watch on or off. */
export function switchRepeatedReads(on: boolean): void {
  isOn = on;
}

/** Looks at one read; costs nothing outside of a trace. */
export function watchRead(shape: Shape, sql: string, statement: object, values: readonly unknown[]): void {
  if (!isOn || shape.table === undefined) return;
  const trace = traceOfNow(true);
  if (!trace) return;
  const reads = readsOf(trace, shape);
  if (!reads) {
    countUnwatched();
    return;
  }
  if (reads.found.size === 2) return;
  const hash = hashRead(sql, values.length > 0 ? values : [boundTo(statement, shape)]);
  if (hash === undefined) {
    countUnwatched();
    return;
  }
  const run = reads.runs.get(hash);
  if (!run) {
    if (reads.runs.size >= VALUES_PER_SHAPE_MAX) {
      countUnwatched();
      return;
    }
    reads.runs.set(hash, { count: 1, writes: trace.writes });
    if (reads.runs.size === N_PLUS_ONE_AT) find(shape, reads, 'n_plus_one');
    return;
  }
  // After a write the same read may give something new.
  run.count = run.writes === trace.writes ? run.count + 1 : 1;
  run.writes = trace.writes;
  if (run.count === IDENTICAL_AT) find(shape, reads, 'identical');
}

/** A write in the current trace: what was read before may be read again with reason. */
export function noteWrite(): void {
  const trace = isOn ? traceOfNow(false) : undefined;
  if (trace) trace.writes += 1;
}

// The request's span; for work without a request the span around it, such as that of a transaction.
function traceOfNow(mayMake: boolean): Trace | undefined {
  const root = entrySpan() ?? activeSpan();
  if (!root) return undefined;
  let trace = traces.get(root);
  if (!trace && mayMake) {
    trace = { shapes: new Map(), writes: 0 };
    traces.set(root, trace);
  }
  return trace;
}

function readsOf(trace: Trace, shape: Shape): Reads | undefined {
  let reads = trace.shapes.get(shape);
  if (!reads && trace.shapes.size < SHAPES_PER_TRACE_MAX) {
    reads = { runs: new Map(), found: new Set() };
    trace.shapes.set(shape, reads);
  }
  return reads;
}

// Values bound for good by `bind()` can't be seen: each such statement object counts as values of its own.
const bound = new WeakMap<object, number>();
let lastBound = 0;
function boundTo(statement: object, shape: Shape): number {
  if (!/[?:@$]/.test(shape.text)) return 0;
  let id = bound.get(statement);
  if (id === undefined) {
    lastBound += 1;
    id = lastBound;
    bound.set(statement, id);
  }
  return id;
}

function countUnwatched(): void {
  unwatched ??= counter(metric.sqliteUnwatchedReads);
  unwatched.add(1, {});
}

function find(shape: Shape, reads: Reads, kind: Kind): void {
  if (reads.found.has(kind)) return;
  reads.found.add(kind);
  repeated ??= counter(metric.sqliteRepeatedReads);
  const table = shape.tableLabel;
  repeated.add(1, { [a.sqliteRepetition.key]: kind, ...(table ? { [a.dbCollectionName.key]: table } : {}) });
  if (!mayAdvise(shape, kind)) return;
  emitLog({
    severity: 'warn',
    severityText: 'warn',
    body: ADVICE[kind](shape),
    attributes: {
      [a.sqliteRepetition.key]: kind,
      [a.dbQuerySummary.key]: shape.summary,
      [a.dbQueryText.key]: shape.text,
      [a.sqliteShape.key]: shape.spanAttributes[a.sqliteShape.key],
      ...(shape.table ? { [a.dbCollectionName.key]: shape.table } : {}),
    },
    logger: 'peragus',
  });
}

const ADVICE: Readonly<Record<Kind, (shape: Shape) => string>> = {
  n_plus_one: ({ summary, table }) =>
    `N+1: ${summary} ran ${N_PLUS_ONE_AT} times in this trace, each time with other values. Read all rows of ${table} at once, by a JOIN or WHERE … IN (…).`,
  identical: ({ summary, table }) =>
    `Repeated read: ${summary} ran ${IDENTICAL_AT} times in this trace with the same values and no write in between. Read ${table} once and keep the result.`,
};

function mayAdvise(shape: Shape, kind: Kind): boolean {
  let last = advised.get(shape);
  if (!last) {
    last = new Map();
    advised.set(shape, last);
  }
  const now = performance.now();
  const before = last.get(kind);
  if (before !== undefined && now - before < ADVICE_EVERY_MS) return false;
  last.set(kind, now);
  return true;
}
