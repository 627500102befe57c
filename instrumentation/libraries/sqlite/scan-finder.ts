// The finder of full-table scans: looks at the query plan of each statement shape once, in an idle moment, and counts what scans.
//
// EXPLAIN QUERY PLAN never runs the statement and needs no lock; an in-memory database has no other connection to ask.

import { setTimeout } from 'node:timers';
import { attempt } from '../../errors.ts';
import { SQL_READ_MAX } from '../../privacy/sql.ts';
import { emitLog } from '../../signals/logs.ts';
import { type Counter, counter } from '../../signals/metrics.ts';
import { type Context, currentContext, NO_PARENT, runIn } from '../../signals/spans.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';
import type { Connection } from './connection.ts';
import { adviseOn, type Plan, type Scan, scansOf } from './query-plan.ts';
import { labelOfTable, type Shape } from './shapes.ts';

/** Pause before each plan: at most ten in a second. */
const PAUSE_MS = 100;
/** A plan that took long is followed by a pause this many times as long, so that looking takes at most 2 % of the time. */
const PAUSE_PER_TIME = 50;
/** Statements that wait to be looked at; the next run of one that found no room asks again. */
const QUEUE_MAX = 200;
/** Times a statement is put back because its database is in a transaction. */
const TRIES_MAX = 50;

interface Waiting {
  readonly shape: Shape;
  readonly plan: Plan;
  readonly sql: string;
  /** Weak, so that waiting keeps no database open that the application has forgotten. */
  readonly connection: WeakRef<Connection>;
  /** Of the run that asked: the advice belongs to its trace. */
  readonly context: Context;
  tries: number;
}

let isOn = false;
let generation = 0;
const queue: Waiting[] = [];
let isScheduled = false;

/** Switches the finder on or off. */
export function switchScanFinder(on: boolean): void {
  isOn = on;
}

/** The schema has changed: plans are looked at again when their statements run next. */
export function forgetPlans(): void {
  generation += 1;
}

/** A prepared statement ran: counts its scans, and has its plan looked at if that is still to do. */
export function noteRun(shape: Shape, sql: string, connection: Connection | undefined): void {
  if (!isOn || !shape.isKnown || !connection || !shape.isExplainable) return;
  shape.plan ??= { generation: -1, isWaiting: false, uncounted: 0, scans: [], isAdvised: false };
  const { plan } = shape;
  if (plan.generation === generation) {
    if (plan.scans.length > 0) countScans(shape, plan, 1);
    return;
  }
  plan.uncounted += 1;
  if (!plan.isWaiting) ask(shape, plan, sql, connection);
}

function ask(shape: Shape, plan: Plan, sql: string, connection: Connection): void {
  if (!connection.isUnwatched() || sql.length > SQL_READ_MAX) {
    finish(plan, 'skipped', []);
    return;
  }
  if (queue.length >= QUEUE_MAX) {
    countExplain('skipped');
    return;
  }
  plan.isWaiting = true;
  queue.push({ shape, plan, sql, connection: new WeakRef(connection), context: currentContext(), tries: 0 });
  if (!isScheduled) schedule(PAUSE_MS);
}

function schedule(pauseMs: number): void {
  isScheduled = true;
  runIn(NO_PARENT, () => setTimeout(lookAtNext, pauseMs).unref());
}

function lookAtNext(): void {
  isScheduled = false;
  const startedMs = performance.now();
  attempt('Looking at a query plan', () => {
    const next = queue.shift();
    if (next) look(next);
  });
  if (queue.length > 0) schedule(Math.max(PAUSE_MS, (performance.now() - startedMs) * PAUSE_PER_TIME));
}

function look(next: Waiting): void {
  const { plan, shape, sql } = next;
  const connection = next.connection.deref();
  plan.isWaiting = false;
  // Gone, closed, or an authorizer since: another run may ask again.
  if (!connection?.isUnwatched()) {
    countExplain('skipped');
    return;
  }
  if (!connection.isIdle()) {
    next.tries += 1;
    if (next.tries > TRIES_MAX) {
      countExplain('skipped');
      return;
    }
    plan.isWaiting = true;
    queue.push(next);
    return;
  }
  let scans: Scan[];
  try {
    scans = scansOf(connection.explain(sql), shape.text);
  } catch {
    finish(plan, 'failed', []);
    return;
  }
  finish(plan, scans.length > 0 ? 'scan' : 'no_scan', scans);
  countScans(shape, plan, plan.uncounted);
  plan.uncounted = 0;
  runIn(next.context, () => advise(shape, plan));
}

function finish(plan: Plan, result: Result, scans: readonly Scan[]): void {
  plan.generation = generation;
  plan.scans = scans;
  if (scans.length === 0) plan.uncounted = 0;
  countExplain(result);
}

type Result = 'scan' | 'no_scan' | 'failed' | 'skipped';
let explains: Counter | undefined;
let fullScans: Counter | undefined;

function countExplain(result: Result): void {
  explains ??= counter(metric.sqliteExplains);
  explains.add(1, { [a.sqliteExplainResult.key]: result });
}

function countScans({ operation }: Shape, { scans }: Plan, runs: number): void {
  for (const { table, kind } of scans) {
    fullScans ??= counter(metric.sqliteFullScans);
    fullScans.add(runs, {
      [a.dbOperationName.key]: operation,
      [a.dbCollectionName.key]: labelOfTable(table),
      [a.sqliteScanKind.key]: kind,
    });
  }
}

// Once for each shape and for the table alone: an index read from end to end is often meant.
function advise(shape: Shape, plan: Plan): void {
  const scan = plan.scans.find(({ kind }) => kind === 'table');
  if (!scan || plan.isAdvised) return;
  plan.isAdvised = true;
  emitLog({
    severity: 'warn',
    severityText: 'warn',
    body: adviseOn(scan, shape.summary),
    attributes: {
      [a.sqliteScanKind.key]: scan.kind,
      [a.dbCollectionName.key]: scan.table,
      [a.dbQuerySummary.key]: shape.summary,
      [a.dbQueryText.key]: shape.text,
      [a.sqliteShape.key]: shape.hash,
    },
    logger: 'peragus',
  });
}
