// Databases: statements, their tables and their time.

import { atMost, attributes, many, oneOf } from '../attribute.ts';
import { metrics } from '../metric.ts';
import { failureAttribute } from './failure.ts';
import { semconv, semconvDev } from './sources.ts';

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
});
