// SQLite: how much it holds the event loop, and which tables and transactions take the time.

import { attribute, metric, SPAN_KIND_CLIENT } from '../../instrumentation/vocabulary/index.ts';
import { NEUTRAL, TONE, worseAbove } from '../kit/colours.ts';
import { buckets, type Expression, events, highest, named, quantile, spent } from '../kit/expression.ts';
import { toTraces } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { heatmap, stat, timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE, TO_BOARD, TO_CHOSEN, TO_ERROR_LOGS, TO_FAILED_TRACES, TO_LOGS, TO_TRACES } from './shared.ts';
import { singleSpans } from './single-spans.ts';

const by = [SERVICE.key] as const;
const { dbOperationName, dbCollectionName, dbSystemName, errorType, sqliteTransactionOutcome } = attribute;
const statements = metric.dbClientOperationDuration;
const onlySqlite = [[dbSystemName.key, '=', 'sqlite']] as const;
const SHOWN = 10;
const byTable = [SERVICE.key, dbOperationName.key, dbCollectionName.key] as const;
const tabled = (expression: Expression): Expression => named(expression, dbCollectionName.key, '(no table)');
const slowS = LIMIT.statementSeconds.warn;
const limits = worseAbove(slowS, LIMIT.statementSeconds.bad);
const TO_TABLE_TRACES = toTraces('Traces that use this table', [SERVICE, dbCollectionName]);
const TO_SLOW_TRACES = toTraces(`Traces slower than ${slowS} s`, [SERVICE], { slowerThanS: slowS });
/** How the spans of statements begin; those of HTTP begin with a method. */
const SQL_NAMES = '(SELECT|INSERT|UPDATE|DELETE|WITH|PRAGMA|CREATE|ALTER|DROP).*';
const OUTCOME_COLOURS = [
  { matches: '\\brollback\\b', colour: TONE.bad },
  { matches: '\\bcommit\\b', colour: TONE.good },
];

export const SQLITE_HEALTH: Row = {
  title: 'Does the database hold us up?',
  panels: [
    stat({
      title: 'Event loop held',
      shows: 'Share of time that SQLite holds the event loop of each service.',
      normal: `Below ${LIMIT.sqlShare.warn * 100} %. ${LIMIT.sqlShare.because}.`,
      otherwise: 'See below which table it is; then an index, fewer reads, or a worker thread.',
      empty: 'No service has used SQLite',
      query: { expression: spent(metric.sqliteBlockedTime, { by }) },
      scale: worseAbove(LIMIT.sqlShare.warn, LIMIT.sqlShare.bad),
      mode: 'trend',
      links: [TO_TRACES, TO_LOGS, TO_BOARD.nodeRuntime],
    }),
    stat({
      title: 'Statements',
      shows: 'SQLite statements a second.',
      normal: 'In step with requests and messages.',
      otherwise: 'More statements for the same traffic: something asks row by row; see "Repeated reads" below.',
      empty: 'No service has used SQLite',
      query: { expression: spent(metric.sqliteStatements, { by }) },
      scale: NEUTRAL,
      mode: 'trend',
      links: [TO_TRACES, TO_LOGS, TO_BOARD.serviceOverview],
    }),
    stat({
      title: 'Statements, p99',
      shows: '99 of 100 statements end within this time.',
      normal: `Below ${slowS} s. ${LIMIT.statementSeconds.because}.`,
      otherwise: 'Find the table in "Time of statements" below and open a slow trace.',
      empty: 'No statement ran, so nothing to time',
      query: { expression: quantile(0.99, statements, { by, where: onlySqlite }) },
      scale: limits,
      mode: 'trend',
      links: [TO_SLOW_TRACES, TO_LOGS],
    }),
    stat({
      title: 'Full scans',
      shows: 'Runs of statements in the time range that read a whole table.',
      normal: `Empty, or 0. ${LIMIT.fullScans.because}.`,
      otherwise: 'The advice below names the statement and the column that lacks an index.',
      empty: 'No query plan that reads a whole table was found',
      query: {
        expression: spent(metric.sqliteFullScans, { by, where: [[attribute.sqliteScanKind.key, '=', 'table']], over: 'range' }),
      },
      scale: worseAbove(LIMIT.fullScans.warn, LIMIT.fullScans.bad),
      mode: 'now',
      links: [TO_TRACES, TO_LOGS],
    }),
  ],
};

export const SQLITE_TIME: Row = {
  title: 'Time',
  panels: [
    timeSeries({
      title: `Event loop held, by table, most ${SHOWN}`,
      shows: 'Share of time that SQLite holds the event loop, by verb and table.',
      normal: `All together below ${LIMIT.sqlShare.warn * 100} %. ${LIMIT.sqlShare.because}.`,
      otherwise: 'The broadest band is what to mend first: it is runs times duration.',
      empty: 'No statement ran in this time range',
      queries: [{ expression: tabled(highest(SHOWN, spent(metric.sqliteBlockedTime, { by: byTable }))) }],
      stacked: true,
      limits: worseAbove(LIMIT.sqlShare.warn, LIMIT.sqlShare.bad),
      links: [TO_TABLE_TRACES, TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: `Time of statements, p95, slowest ${SHOWN}`,
      shows: 'Time within which 95 % of the statements end, by verb and table.',
      normal: 'Below a millisecond for reads by key, a few milliseconds for writes.',
      otherwise: 'A read that got slower lacks an index or reads more rows; a write waits for a lock or for the disk.',
      empty: 'No statement ran in this time range, so nothing to time',
      queries: [{ expression: tabled(highest(SHOWN, quantile(0.95, statements, { by: byTable, where: onlySqlite }))) }],
      limits,
      links: [TO_TABLE_TRACES, TO_TRACES, TO_LOGS],
    }),
    heatmap({
      title: 'Time of statements, all',
      shows: 'How many statements took how long: the stronger the colour, the more.',
      normal: 'One strong band below a millisecond.',
      otherwise: 'A band above 10 ms is what the event loop waits for: look for its table beside.',
      empty: 'No statement ran in this time range',
      query: { expression: buckets(statements, onlySqlite) },
      links: [TO_CHOSEN.traces, TO_CHOSEN.logs],
    }),
    singleSpans({
      one: 'statement',
      many: 'statements',
      kind: SPAN_KIND_CLIENT,
      names: SQL_NAMES,
      slowS,
      limits,
      whole: `Time of statements, p95, slowest ${SHOWN}`,
      links: [TO_SLOW_TRACES, TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Failed statements',
      shows: 'Statements a second that failed, by table and class of error.',
      normal: 'Empty.',
      otherwise:
        'SQLITE_BUSY: another process holds the lock, set a busy time-out. SQLITE_CONSTRAINT: the data breaks a rule. Read the trace.',
      empty: 'No statement failed in this time range',
      queries: [
        {
          expression: tabled(events(statements, { by: [...byTable, errorType.key], where: [...onlySqlite, [errorType.key, '!=', '']] })),
        },
      ],
      errors: true,
      width: 24,
      height: 6,
      links: [TO_TABLE_TRACES, TO_FAILED_TRACES, TO_ERROR_LOGS],
    }),
    timeSeries({
      title: 'Transactions',
      shows: 'Transactions a second, by how they ended.',
      normal: 'Empty where no transactions are used; nearly all committed otherwise.',
      otherwise: 'Rollbacks come from exceptions inside a transaction: open the failed traces.',
      empty: 'No transaction in this time range',
      queries: [{ expression: events(metric.sqliteTransactionDuration, { by: [SERVICE.key, sqliteTransactionOutcome.key] }) }],
      colours: OUTCOME_COLOURS,
      stacked: true,
      links: [TO_FAILED_TRACES, TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Time of transactions, p95',
      shows: 'Time from BEGIN to COMMIT or ROLLBACK, 95 % of them below.',
      normal: `Empty where no transactions are used; otherwise below ${LIMIT.transactionSeconds.warn} s. ${LIMIT.transactionSeconds.because}.`,
      otherwise: 'Do slow work, such as calls of a model, before or after the transaction; never in it.',
      empty: 'No transaction in this time range, so nothing to time',
      queries: [{ expression: quantile(0.95, metric.sqliteTransactionDuration, { by: [SERVICE.key, sqliteTransactionOutcome.key] }) }],
      colours: OUTCOME_COLOURS,
      limits: worseAbove(LIMIT.transactionSeconds.warn, LIMIT.transactionSeconds.bad),
      links: [TO_TRACES, TO_LOGS],
    }),
  ],
};
