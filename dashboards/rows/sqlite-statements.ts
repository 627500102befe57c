// SQLite: which statements run, which of them to mend, and how far the finders see.

import { attribute, metric } from '../../instrumentation/vocabulary/index.ts';
import { per } from '../kit/arithmetic.ts';
import { worseAbove } from '../kit/colours.ts';
import { type Expression, events, level, named, onlyWhere, quantile, spent } from '../kit/expression.ts';
import { toTraces } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { logs, table, timeSeries, traces } from '../kit/panels.ts';
import { scopedLogs, scopedTraces } from '../kit/signals.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE, SERVICE_COLOURS, TO_CHOSEN, TO_LOGS, TO_TRACES } from './shared.ts';

const { dbOperationName, dbCollectionName, dbQuerySummary, dbQueryText, dbSystemName, dbResponseReturnedRows } = attribute;
const { sqliteShape, sqliteScanKind, sqliteRepetition, sqliteExplainResult } = attribute;
const statements = metric.dbClientOperationDuration;
const onlySqlite = [[dbSystemName.key, '=', 'sqlite']] as const;
const ROWS = 20;
const slowS = LIMIT.statementSeconds.warn;
const tabled = (expression: Expression): Expression => named(expression, dbCollectionName.key, '(no table)');

const byShape = [SERVICE.key, sqliteShape.key, dbQuerySummary.key] as const;
const byTable = [SERVICE.key, dbOperationName.key, dbCollectionName.key] as const;
const runs = spent(metric.sqliteStatements, { by: byShape, over: 'range' });
const tableRuns = events(statements, { by: byTable, where: onlySqlite, over: 'range' });
const tableTime = spent(statements, { by: byTable, where: onlySqlite, over: 'range' });

const TO_SHAPE_TRACES = toTraces('Traces with this statement', [SERVICE, sqliteShape]);
const TO_TABLE_TRACES = toTraces('Traces that use this table', [SERVICE, dbCollectionName]);
const TO_SLOW_TABLE_TRACES = toTraces(`Traces that use this table slower than ${slowS} s`, [SERVICE, dbCollectionName], {
  slowerThanS: slowS,
});

export const SQLITE_STATEMENTS: Row = {
  title: 'Which statements?',
  panels: [
    table({
      title: 'Tables',
      shows: `The ${ROWS} pairs of verb and table that took the most time in the whole range: runs times duration.`,
      normal: `p95 below ${slowS} s. ${LIMIT.statementSeconds.because}.`,
      otherwise: 'Much time by many short runs: read more at once, or keep the answer. By few long runs: an index, or fewer rows.',
      empty: 'No statement ran in this time range',
      keys: [
        { attribute: SERVICE, heading: 'Service' },
        { attribute: dbOperationName, heading: 'Verb' },
        { attribute: dbCollectionName, heading: 'Table' },
      ],
      values: [
        { heading: 'Time in all', expression: tabled(onlyWhere(tableTime, tableRuns)) },
        { heading: 'Runs', expression: tabled(onlyWhere(tableRuns, tableRuns)) },
        { heading: 'Mean', expression: tabled(per(tableTime, tableRuns)) },
        {
          heading: 'p95',
          expression: tabled(quantile(0.95, statements, { by: byTable, where: onlySqlite, over: 'range' })),
          scale: worseAbove(slowS, LIMIT.statementSeconds.bad),
        },
      ],
      orderBy: 'Time in all',
      rows: ROWS,
      width: 12,
      links: [TO_SLOW_TABLE_TRACES, TO_TABLE_TRACES, TO_LOGS],
    }),
    table({
      title: 'Statement shapes',
      shows: `The ${ROWS} statements that ran most often, without their values; the shape finds the text in a trace.`,
      normal: 'Frequent ones are reads by key.',
      otherwise: 'Click a shape for the traces that ran it: the text stands on the span.',
      empty: 'No statement ran in this time range',
      keys: [
        { attribute: SERVICE, heading: 'Service' },
        { attribute: dbQuerySummary, heading: 'Statement' },
        { attribute: sqliteShape, heading: 'Shape' },
      ],
      values: [
        { heading: 'Runs', expression: onlyWhere(runs, runs) },
        { heading: 'Runs a second', expression: spent(metric.sqliteStatements, { by: byShape }) },
      ],
      orderBy: 'Runs',
      rows: ROWS,
      width: 12,
      links: [TO_SHAPE_TRACES, TO_TRACES, TO_LOGS],
    }),
  ],
};

export const SQLITE_ADVICE: Row = {
  title: 'What to mend',
  panels: [
    timeSeries({
      title: 'Full scans by table',
      shows: 'Runs a second of statements that read a table, or an index of it, from end to end.',
      normal: `Empty, or only kind "index" and small tables. ${LIMIT.fullScans.because}.`,
      otherwise: 'Add an index on the column that the advice below names; an index that is read whole is milder.',
      empty: 'No query plan that reads a whole table or index was found',
      queries: [{ expression: tabled(spent(metric.sqliteFullScans, { by: [SERVICE.key, dbCollectionName.key, sqliteScanKind.key] })) }],
      links: [TO_TABLE_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Repeated reads',
      shows: 'Traces a second in which the same read came again and again: with other values (n_plus_one), or with the same (identical).',
      normal: 'Empty, or 0.',
      otherwise: 'N+1: read all rows at once, by a JOIN or IN. Identical: read once and keep the result. The advice names the statement.',
      empty: 'No read repeated itself in this time range',
      queries: [
        { expression: tabled(spent(metric.sqliteRepeatedReads, { by: [SERVICE.key, dbCollectionName.key, sqliteRepetition.key] })) },
      ],
      links: [TO_TABLE_TRACES, TO_LOGS],
    }),
    logs({
      title: 'Advice',
      shows:
        'What the finders advise, once for each statement: the table, what is wrong with it, and the statement in the details of the line.',
      normal: 'Empty, once all advice is followed.',
      otherwise: 'Do what the line says; its trace shows where the statement comes from.',
      empty: 'The finders had nothing to advise in this time range; advice is given once after a start',
      logql: scopedLogs([[sqliteShape, '!=', '']]),
      height: 8,
      links: [TO_CHOSEN.logs, TO_CHOSEN.traces],
    }),
    traces({
      title: `Statements slower than ${slowS} s`,
      shows: `The latest ${ROWS} statements that held the event loop for more than ${slowS} s, with their text.`,
      normal: 'Empty.',
      otherwise: 'Click the trace to see what asked for it, and how many rows it read.',
      empty: `No statement took more than ${slowS} s in this time range`,
      traceql: scopedTraces(
        { slowerThanS: slowS },
        [{ attribute: dbSystemName, operator: '=', value: 'sqlite' }],
        [dbQueryText, dbResponseReturnedRows, sqliteShape],
      ),
      each: 'span',
      rows: ROWS,
      width: 24,
      links: [TO_CHOSEN.traces, TO_CHOSEN.logs],
    }),
  ],
};

export const SQLITE_SIGHT: Row = {
  title: 'How far we see',
  panels: [
    timeSeries({
      title: 'Statement shapes known',
      shows: 'Distinct statements that each service has run since it started.',
      normal: `Level after some minutes, below ${LIMIT.shapes.warn}.`,
      otherwise: `It climbs where SQL is built out of values or names: use parameters. ${LIMIT.shapes.because}.`,
      empty: 'No service has used SQLite',
      queries: [{ expression: level('max', metric.sqliteShapes, { by: [SERVICE.key] }) }],
      colours: SERVICE_COLOURS,
      limits: worseAbove(LIMIT.shapes.warn, LIMIT.shapes.bad),
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Not looked at',
      shows:
        'What the finders left out, a second: statements beyond the shapes remembered, reads of crowded traces, query plans skipped or failed.',
      normal: 'Empty, or near 0.',
      otherwise: 'Then a missing advice proves nothing: look at "Tables" in place of it.',
      empty: 'No service has used SQLite',
      queries: [
        { expression: spent(metric.sqliteShapesFolded, { by: [SERVICE.key] }), suffix: 'statements beyond the shapes' },
        { expression: spent(metric.sqliteUnwatchedReads, { by: [SERVICE.key] }), suffix: 'reads of crowded traces' },
        {
          expression: spent(metric.sqliteExplains, { by: [SERVICE.key], where: [[sqliteExplainResult.key, '=~', 'failed|skipped']] }),
          suffix: 'plans skipped or failed',
        },
      ],
      links: [TO_TRACES, TO_LOGS],
    }),
  ],
};
