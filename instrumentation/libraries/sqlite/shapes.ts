// Statement shapes: statements that differ in their values alone are one shape. Known shapes are bounded, and so are their labels.

import { describeStatement, SQL_READ_MAX, type Statement } from '../../privacy/sql.ts';
import { type Counter, counter, observe } from '../../signals/metrics.ts';
import { attribute as a, metric, OTHER } from '../../vocabulary/index.ts';

/** Shapes remembered; an application that builds SQL out of names must not fill the memory. */
const SHAPES_MAX = 2000;
/** Texts remembered as they came, about 200 bytes each; forgotten all at once when full, as texts with values in them never come again. */
const TEXTS_MAX = 2000;
/** Shapes and tables with a label of their own in metrics, as the vocabulary promises; the rest is `_OTHER`. */
const LABELLED_SHAPES_MAX = 200;
const LABELLED_TABLES_MAX = 100;

const WRITES = /\b(?:INSERT|UPDATE|DELETE|REPLACE)\b/i;
const SCHEMA_CHANGE = /(?:^|;)\s*(?:CREATE|DROP|ALTER|ANALYZE|REINDEX)\b/i;

export interface Shape extends Statement {
  readonly isRead: boolean;
  readonly isWrite: boolean;
  /** True when plans made before may hold no longer. */
  readonly changesSchema: boolean;
  /** False for a shape beyond the most that are remembered. */
  readonly isKnown: boolean;
  readonly spanAttributes: Readonly<Record<string, string>>;
  readonly durationLabels: Readonly<Record<string, string>>;
  readonly blockedLabels: Readonly<Record<string, string>>;
  readonly countLabels: Readonly<Record<string, string>>;
  /** Table as metrics may name it; undefined where there is none. */
  readonly tableLabel: string | undefined;
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
  if (!shape.isKnown) {
    folded ??= counter(metric.sqliteShapesFolded);
    folded.add(1, {});
  }
  return shape;
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
    spanAttributes: {
      [a.dbSystemName.key]: 'sqlite',
      [a.dbOperationName.key]: operation,
      ...(table ? { [a.dbCollectionName.key]: table } : {}),
      [a.dbQueryText.key]: text,
      [a.dbQuerySummary.key]: summary,
      [a.sqliteShape.key]: hash,
    },
  };
}

// FNV-1a, 32 bits: the text has no values left, so a hash that can be reversed tells nothing more.
function hashText(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
