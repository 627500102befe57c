// What the services wait for: outgoing HTTP requests and SQL statements.

import { attribute, metric } from '../../instrumentation/vocabulary/index.ts';
import { worseAbove } from '../kit/colours.ts';
import { type Expression, events, highest, named, quantile, ratio, spent } from '../kit/expression.ts';
import { toTraces } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { FAILED, SERVICE, SERVICE_COLOURS, TO_BOARD, TO_ERROR_LOGS, TO_LOGS, TO_TRACES } from './shared.ts';

const outgoing = metric.httpClientRequestDuration;
const sql = metric.dbClientOperationDuration;
const { serverAddress, dbOperationName, dbCollectionName } = attribute;

/** Lines in one graph; more can't be told apart. */
const SHOWN = 10;

const byHost = [SERVICE.key, serverAddress.key] as const;
const TO_HOST_TRACES = toTraces('Traces that call this host', [SERVICE, serverAddress]);
const TO_FAILED_HOST_TRACES = toTraces('Failed traces that call this host', [SERVICE, serverAddress], { errorsOnly: true });

export const OUTGOING: Row = {
  title: 'Outgoing requests',
  panels: [
    timeSeries({
      title: `Outgoing requests by host, busiest ${SHOWN}`,
      shows: 'HTTP requests a second that a service sends, by the host it calls.',
      normal: 'In step with the service’s own requests.',
      otherwise: 'Many more than own requests: something repeats. None: see whether the feature that calls the host still runs.',
      empty: 'No service has sent a request in this time range',
      queries: [{ expression: highest(SHOWN, events(outgoing, { by: byHost })) }],
      links: [TO_HOST_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: `Duration of outgoing requests, p95, slowest ${SHOWN}`,
      shows: 'Time within which 95 % of the outgoing requests are answered, by host.',
      normal: `Below ${LIMIT.requestSeconds.warn} s, less for hosts in the same place.`,
      otherwise: 'The caller’s requests are slower by the same amount; set a time-out, or ask the owner of the host.',
      empty: 'No service has sent a request in this time range, so nothing to time',
      queries: [{ expression: highest(SHOWN, quantile(0.95, outgoing, { by: byHost })) }],
      limits: worseAbove(LIMIT.requestSeconds.warn, LIMIT.requestSeconds.bad),
      links: [TO_HOST_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Outgoing requests that fail',
      shows: 'Share of outgoing requests with a 5xx answer, or with none: time-out, refused, reset.',
      normal: `Below ${LIMIT.failedShare.warn * 100} %.`,
      otherwise: 'The host is down, slow or out of reach; see whether own requests fail with it and open a failed trace.',
      empty: 'No service has sent a request in this time range, so nothing could fail',
      queries: [{ expression: ratio(events(outgoing, { by: byHost, anyOf: FAILED }), events(outgoing, { by: byHost })) }],
      errors: true,
      limits: worseAbove(LIMIT.failedShare.warn, LIMIT.failedShare.bad),
      width: 24,
      height: 7,
      links: [TO_FAILED_HOST_TRACES, TO_ERROR_LOGS],
    }),
  ],
};

const byStatement = [SERVICE.key, dbOperationName.key, dbCollectionName.key] as const;
const tabled = (expression: Expression): Expression => named(expression, dbCollectionName.key, '(no table)');
const TO_TABLE_TRACES = toTraces('Traces that use this table', [SERVICE, dbCollectionName]);

export const SQL: Row = {
  title: 'SQL',
  panels: [
    timeSeries({
      title: `SQL statements, most frequent ${SHOWN}`,
      shows: 'Statements a second by verb and table.',
      normal: 'In step with requests.',
      otherwise: 'If statements grow faster than requests, something asks row by row; open a trace and count its statements.',
      empty: 'No statement ran in this time range',
      queries: [{ expression: tabled(highest(SHOWN, events(sql, { by: byStatement }))) }],
      links: [TO_TABLE_TRACES, TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: `Duration of SQL statements, p95, slowest ${SHOWN}`,
      shows: 'Time within which 95 % of the statements end, by verb and table.',
      normal: 'Below a millisecond for reads by key, a few milliseconds for writes.',
      otherwise: 'A statement that got slower lacks an index or reads too much; its text is in the trace.',
      empty: 'No statement ran in this time range, so nothing to time',
      queries: [{ expression: tabled(highest(SHOWN, quantile(0.95, sql, { by: byStatement }))) }],
      links: [TO_TABLE_TRACES, TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Time spent in SQL',
      shows: 'Share of time that each service spends in SQL statements.',
      normal: `Below ${LIMIT.sqlShare.warn * 100} %. ${LIMIT.sqlShare.because}.`,
      otherwise: 'Find the statement with the most runs times duration in the two graphs above, and give it an index or a cache.',
      empty: 'No statement ran in this time range',
      queries: [{ expression: spent(sql, { by: [SERVICE.key] }) }],
      colours: SERVICE_COLOURS,
      limits: worseAbove(LIMIT.sqlShare.warn, LIMIT.sqlShare.bad),
      width: 24,
      height: 7,
      links: [TO_BOARD.sqlite, TO_TRACES, TO_LOGS],
    }),
  ],
};
