// Databases: statements, their tables and their time.

import { atMost, attributes, many, oneOf } from '../attribute.ts';
import { metrics } from '../metric.ts';
import { failureAttribute } from './failure.ts';
import { own, semconv, semconvDev } from './sources.ts';

/** Database durations in seconds; boundaries advised by semantic conventions 1.45, finer below for in-process SQLite. */
const DB_SECONDS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

export const databaseAttribute = attributes({
  dbSystemName: {
    ...semconv,
    key: 'db.system.name',
    type: 'string',
    cardinality: oneOf('sqlite', 'postgresql', 'mysql', 'oracle.db'),
    brief: 'Database product',
  },
  dbOperationName: { ...semconv, key: 'db.operation.name', type: 'string', cardinality: atMost(30), brief: 'SQL verb' },
  dbCollectionName: {
    ...semconv,
    key: 'db.collection.name',
    type: 'string',
    cardinality: atMost(100),
    brief: 'First table of the statement',
  },
  dbQuerySummary: {
    ...semconv,
    key: 'db.query.summary',
    type: 'string',
    cardinality: atMost(200),
    brief: 'Verb and table of the statement',
  },
  dbQueryText: {
    ...semconv,
    key: 'db.query.text',
    type: 'string',
    cardinality: many,
    sensitivity: 'masked',
    brief: 'Statement with literals replaced by ?',
  },
  dbNamespace: { ...semconv, key: 'db.namespace', type: 'string', cardinality: atMost(20), brief: 'File name of the database' },
  dbResponseReturnedRows: {
    ...semconvDev,
    key: 'db.response.returned_rows',
    type: 'int',
    cardinality: many,
    brief: 'Rows that the statement returned',
  },
  sqliteChangedRows: {
    ...own,
    key: 'sqlite.changed_rows',
    type: 'int',
    cardinality: many,
    brief: 'Rows that the statement inserted, updated or deleted',
  },
  sqliteShape: {
    ...own,
    key: 'sqlite.statement.shape',
    type: 'string',
    cardinality: atMost(200),
    brief: 'Short hash of the statement without its values; `_OTHER` in metrics beyond the first 200',
  },
  sqliteTransactionMode: {
    ...own,
    key: 'sqlite.transaction.mode',
    type: 'string',
    cardinality: oneOf('default', 'deferred', 'immediate', 'exclusive'),
    brief: 'How the transaction takes its locks',
  },
  sqliteTransactionOutcome: {
    ...own,
    key: 'sqlite.transaction.outcome',
    type: 'string',
    cardinality: oneOf('commit', 'rollback'),
    brief: 'How the transaction ended',
  },
  sqliteScanKind: {
    ...own,
    key: 'sqlite.scan.kind',
    type: 'string',
    cardinality: oneOf('table', 'index'),
    brief: 'What is read from end to end: the table, or an index of it, which is milder',
  },
  sqliteExplainResult: {
    ...own,
    key: 'sqlite.explain.result',
    type: 'string',
    cardinality: oneOf('scan', 'no_scan', 'failed', 'skipped'),
    brief: 'What looking at a query plan found; skipped where looking could be noticed or too much waits',
  },
  sqliteRepetition: {
    ...own,
    key: 'sqlite.repetition',
    type: 'string',
    cardinality: oneOf('n_plus_one', 'identical'),
    brief: 'How a read repeats in one trace: with other values each time, or with the very same',
  },
});

const a = databaseAttribute;

export const databaseMetric = metrics({
  dbClientOperationDuration: {
    ...semconv,
    name: 'db.client.operation.duration',
    instrument: 'histogram',
    unit: 's',
    buckets: DB_SECONDS,
    seriesBudget: 500,
    attributes: [a.dbSystemName, a.dbOperationName, a.dbCollectionName, failureAttribute.errorType],
    brief: 'Time that one statement took; for SQLite the event loop is blocked meanwhile',
  },
  sqliteBlockedTime: {
    ...own,
    name: 'sqlite.event_loop.blocked.time',
    instrument: 'counter',
    unit: 's',
    seriesBudget: 500,
    attributes: [a.dbOperationName, a.dbCollectionName],
    brief: 'Time that SQLite held the event loop',
  },
  sqliteStatements: {
    ...own,
    name: 'sqlite.statements',
    instrument: 'counter',
    unit: '{statement}',
    seriesBudget: 201,
    attributes: [a.sqliteShape, a.dbQuerySummary],
    brief: 'Statements that ran, by shape; the span attribute of the same name finds the text',
  },
  sqliteShapes: {
    ...own,
    name: 'sqlite.statement.shapes',
    instrument: 'gauge',
    unit: '{shape}',
    seriesBudget: 1,
    attributes: [],
    brief: 'Distinct statement shapes known; many mean that SQL is built out of values or names',
  },
  sqliteShapesFolded: {
    ...own,
    name: 'sqlite.statement.shapes.folded',
    instrument: 'counter',
    unit: '{statement}',
    seriesBudget: 1,
    attributes: [],
    brief: 'Statements whose shape came after the most that are remembered; they have spans but no plan is looked at',
  },
  sqliteTransactionDuration: {
    ...own,
    name: 'sqlite.transaction.duration',
    instrument: 'histogram',
    unit: 's',
    buckets: DB_SECONDS,
    seriesBudget: 60,
    attributes: [a.sqliteTransactionOutcome, failureAttribute.errorType],
    brief: 'Time of a transaction from BEGIN to COMMIT or ROLLBACK; it holds the write lock for up to so long',
  },
  sqliteFullScans: {
    ...own,
    name: 'sqlite.full_scans',
    instrument: 'counter',
    unit: '{scan}',
    seriesBudget: 300,
    attributes: [a.dbOperationName, a.dbCollectionName, a.sqliteScanKind],
    brief: 'Runs of statements whose query plan reads a table or an index from end to end',
  },
  sqliteExplains: {
    ...own,
    name: 'sqlite.explains',
    instrument: 'counter',
    unit: '{explain}',
    seriesBudget: 4,
    attributes: [a.sqliteExplainResult],
    brief: 'Query plans looked at by the finder, and those it had to skip',
  },
  sqliteRepeatedReads: {
    ...own,
    name: 'sqlite.repeated_reads',
    instrument: 'counter',
    unit: '{finding}',
    seriesBudget: 200,
    attributes: [a.dbCollectionName, a.sqliteRepetition],
    brief: 'Traces in which the same read came again and again, once for each statement shape',
  },
  sqliteUnwatchedReads: {
    ...own,
    name: 'sqlite.unwatched_reads',
    instrument: 'counter',
    unit: '{statement}',
    seriesBudget: 1,
    attributes: [],
    brief: 'Reads not watched for repetition because their trace already had too many',
  },
});
