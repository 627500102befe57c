// Repeated reads within one trace: the same shape with other values each time (N+1), or the very same read (a cache would do).

import { makeNotes } from '../../hooks/notes.ts';
import { emitLog } from '../../signals/logs.ts';
import { type Counter, counter } from '../../signals/metrics.ts';
import { activeSpan, entrySpan } from '../../signals/spans.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';
import { HASHED_MAX, hashText, hashValues, isPlainValue } from './parameters.ts';
import type { Shape } from './shapes.ts';
import type { Target } from './target.ts';

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
interface Run {
  count: number;
  /** How many writes the trace had made by then. */
  writes: number;
}
interface Reads {
  readonly shape: Shape;
  /** The first read as it came, where it can be kept: most are the only one, and need no hash. */
  first: { readonly sql: string; readonly value: unknown; readonly run: Run } | undefined;
  /** Runs since the last write, by hash of text and values; made for the second read. */
  runs: Map<number, Run> | undefined;
  found: readonly Kind[];
}
interface Trace {
  /** At most a hundred, and mostly a few: looking through them is faster than a map. */
  readonly shapes: Reads[];
  writes: number;
}

const NONE: readonly Kind[] = [];
let isOn = false;
const traces = makeNotes<Trace>();
const advised = new WeakMap<Shape, Map<Kind, number>>();
let repeated: Counter | undefined;
let unwatched: Counter | undefined;

/** Switches the watch on or off. */
export function switchRepeatedReads(on: boolean): void {
  isOn = on;
}

/** Looks at one read; costs nothing outside of a trace. */
export function watchRead(target: Target, statement: object, values: readonly unknown[]): void {
  const { shape, sql } = target;
  if (!isOn || shape.table === undefined) return;
  const trace = traceOfNow(true);
  if (!trace) return;
  const reads = readsOf(trace, shape);
  if (!reads) {
    countUnwatched();
    return;
  }
  if (reads.found.length === 2) return;
  const value = values.length === 0 ? boundTo(statement, shape) : values[0];
  const isPlain = values.length <= 1 && isPlainValue(value);
  const { first } = reads;
  if (isPlain && first && first.value === value && first.sql === sql) {
    countRun(reads, first.run, trace.writes);
    return;
  }
  if (isPlain && !first && !reads.runs && sql.length <= HASHED_MAX) {
    reads.first = { sql, value, run: { count: 1, writes: trace.writes } };
    return;
  }
  watchHashed(reads, hashOf(target, values.length === 0 ? [value] : values), trace.writes);
}

function hashOf(target: Target, values: readonly unknown[]): number | undefined {
  target.textHash ??= hashText(target.sql);
  return target.textHash === undefined ? undefined : hashValues(target.textHash, values);
}

function watchHashed(reads: Reads, hash: number | undefined, writes: number): void {
  if (hash === undefined) {
    countUnwatched();
    return;
  }
  reads.runs ??= runsAfter(reads.first);
  const run = reads.runs.get(hash);
  if (run) countRun(reads, run, writes);
  else if (reads.runs.size >= VALUES_PER_SHAPE_MAX) countUnwatched();
  else {
    reads.runs.set(hash, { count: 1, writes });
    if (reads.runs.size === N_PLUS_ONE_AT) find(reads, 'n_plus_one');
  }
}

function runsAfter(first: Reads['first']): Map<number, Run> {
  const textHash = first && hashText(first.sql);
  const hash = textHash === undefined ? undefined : hashValues(textHash, [first?.value]);
  return new Map(first && hash !== undefined ? [[hash, first.run]] : []);
}

// After a write the same read may give something new.
function countRun(reads: Reads, run: Run, writes: number): void {
  run.count = run.writes === writes ? run.count + 1 : 1;
  run.writes = writes;
  if (run.count === IDENTICAL_AT) find(reads, 'identical');
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
    trace = { shapes: [], writes: 0 };
    traces.set(root, trace);
  }
  return trace;
}

function readsOf({ shapes }: Trace, shape: Shape): Reads | undefined {
  for (const reads of shapes) if (reads.shape === shape) return reads;
  if (shapes.length >= SHAPES_PER_TRACE_MAX) return undefined;
  const reads: Reads = { shape, first: undefined, runs: undefined, found: NONE };
  shapes.push(reads);
  return reads;
}

// Values bound for good by `bind()` can't be seen: each such statement object counts as values of its own.
const bound = makeNotes<number>();
let lastBound = 0;
function boundTo(statement: object, shape: Shape): number {
  if (!shape.hasParameters) return 0;
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

function find(reads: Reads, kind: Kind): void {
  const { shape, found } = reads;
  if (found.includes(kind)) return;
  reads.found = [...found, kind];
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
      [a.sqliteShape.key]: shape.hash,
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
