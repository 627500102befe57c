// Statement shapes: statements that differ in their values alone are one shape. Known shapes are bounded, and so are their labels.

import { describeStatement, SQL_READ_MAX, type Statement } from '../../privacy/sql.ts';
import type { Flat } from '../../signals/flat.ts';
import { type Counter, counter, observe } from '../../signals/metrics.ts';
import { attribute as a, metric, OTHER } from '../../vocabulary/index.ts';
import type { Series, ShapeLabels } from './measures.ts';
import type { Plan } from './query-plan.ts';

/** Shapes remembered; an application that builds SQL out of names must not fill the memory. */
const SHAPES_MAX = 2000;
/** Texts remembered as they came, about 200 bytes each; forgotten all at once when full, as texts with values in them never come again. */
const TEXTS_MAX = 2000;
/** Shapes and tables with a label of their own in metrics, as the vocabulary promises; the rest is `_OTHER`. */
const LABELLED_SHAPES_MAX = 200;
const LABELLED_TABLES_MAX = 100;
/** Databases for which a shape keeps its attributes; an application that opens one file after the other must not fill the memory. */
const NAMESPACES_MAX = 8;

const EXPLAINABLE: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'UPDATE', 'DELETE']);
const WRITES = /\b(?:INSERT|UPDATE|DELETE|REPLACE)\b/i;
const SCHEMA_CHANGE = /(?:^|;)\s*(?:CREATE|DROP|ALTER|ANALYZE|REINDEX)\b/i;

export interface Shape extends Statement, ShapeLabels {
  /** Eight hexadecimal digits. */
  readonly hash: string;
  readonly isRead: boolean;
  readonly isWrite: boolean;
  /** True when plans made before may hold no longer. */
  readonly changesSchema: boolean;
  /** False for a shape beyond the most that are remembered. */
  readonly isKnown: boolean;
  /** Table as metrics may name it; undefined where there is none. */
  readonly tableLabel: string | undefined;
  /** True when values may be bound to it. */
  readonly hasParameters: boolean;
  /** True when a look at its plan can tell something. */
  readonly isExplainable: boolean;
  /** Kept here by those who make them, so that a run looks nothing up. */
  series: Series | undefined;
  plan: Plan | undefined;
  readonly attributesIn: Map<string | undefined, Flat>;
}

const byText = new Map<string, Shape>();
const byKey = new Map<string, Shape>();
const tables = new Set<string>();
let labelled = 0;
let folded: Counter | undefined;

/** The shape of a statement. */
export function shapeOf(sql: string): Shape {
  let shape = byText.get(sql);
  if (!shape) {
    shape = findShape(describeStatement(sql));
    if (byText.size >= TEXTS_MAX) byText.clear();
    if (sql.length <= SQL_READ_MAX) byText.set(sql, shape);
  }
  return shape;
}

/** Counts a run of a shape beyond the most that are remembered. */
export function countFolded(): void {
  folded ??= counter(metric.sqliteShapesFolded);
  folded.add(1, {});
}

/** The attributes that all spans of a shape in one database share: one array, as its bytes are kept by whoever encodes it. */
export function attributesOf(shape: Shape, namespace: string | undefined): Flat {
  const known = shape.attributesIn.get(namespace);
  if (known) return known;
  const { operation, table, text, summary, hash } = shape;
  const made: Flat = Object.freeze([
    ...[a.dbSystemName.key, 'sqlite'],
    ...[a.dbOperationName.key, operation],
    ...(table ? [a.dbCollectionName.key, table] : []),
    ...[a.dbQueryText.key, text],
    ...[a.dbQuerySummary.key, summary],
    ...[a.sqliteShape.key, hash],
    ...(namespace ? [a.dbNamespace.key, namespace] : []),
  ]);
  if (shape.attributesIn.size < NAMESPACES_MAX) shape.attributesIn.set(namespace, made);
  return made;
}

let isReported = false;
/** Reports how many shapes there are, from the first statement on. */
export function reportShapes(): void {
  if (isReported) return;
  isReported = true;
  observe(metric.sqliteShapes, (report) => report(byKey.size));
}

/** The table's name as metrics may carry it. */
export function labelOfTable(table: string): string {
  if (tables.has(table)) return table;
  if (tables.size >= LABELLED_TABLES_MAX) return OTHER;
  tables.add(table);
  return table;
}

function findShape(statement: Statement): Shape {
  const key = keyOf(statement.text);
  const known = byKey.get(key);
  if (known) return known;
  const isKnown = byKey.size < SHAPES_MAX;
  const shape = makeShape(statement, hashText(key), isKnown);
  if (isKnown) byKey.set(key, shape);
  return shape;
}

// IN lists and rows of VALUES of any length are one shape.
const keyOf = (text: string): string => text.replace(/\(\?(?:, ?\?)+\)/g, '(?…)').replace(/\(\?…\)(?:, ?\(\?…\))+/g, '(?…)…');

function makeShape(statement: Statement, hash: string, isKnown: boolean): Shape {
  const { operation, table, text, summary } = statement;
  const tableLabel = table === undefined ? undefined : labelOfTable(table);
  const isLabelled = isKnown && labelled < LABELLED_SHAPES_MAX;
  if (isLabelled) labelled += 1;
  const blockedLabels = { [a.dbOperationName.key]: operation, ...(tableLabel ? { [a.dbCollectionName.key]: tableLabel } : {}) };
  return {
    ...statement,
    hash,
    isKnown,
    tableLabel,
    isRead: operation === 'SELECT' || operation === 'VALUES' || (operation === 'WITH' && !WRITES.test(text)),
    isWrite: WRITES.test(text),
    changesSchema: SCHEMA_CHANGE.test(text),
    blockedLabels,
    durationLabels: { [a.dbSystemName.key]: 'sqlite', ...blockedLabels },
    countLabels: isLabelled
      ? { [a.sqliteShape.key]: hash, [a.dbQuerySummary.key]: summary }
      : { [a.sqliteShape.key]: OTHER, [a.dbQuerySummary.key]: OTHER },
    // Literals are ? in the text, so this may be said of more than has parameters.
    hasParameters: /[?:@$]/.test(text),
    isExplainable: EXPLAINABLE.has(operation) || ((operation === 'INSERT' || operation === 'REPLACE') && /\bSELECT\b/i.test(text)),
    series: undefined,
    plan: undefined,
    attributesIn: new Map(),
  };
}

// FNV-1a, 32 bits: the text has no values left, so a hash that can be reversed tells nothing more.
function hashText(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
