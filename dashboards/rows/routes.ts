// The same by route: which one is busy, which is slow, which fails.

import { attribute, metric, UNMATCHED_ROUTE } from '../../instrumentation/vocabulary/index.ts';
import { worseAbove } from '../kit/colours.ts';
import { type Expression, events, highest, named, onlyWhere, quantile, ratio } from '../kit/expression.ts';
import { toTraces } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { table, timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { FAILED, NO_ROUTE, ROUTE, SERVICE, TO_ERROR_LOGS, TO_LOGS, TO_TRACES } from './shared.ts';

const requests = metric.httpServerRequestDuration;
const METHOD = attribute.httpRequestMethod;
const SHOWN = 10;
const ROWS = 20;
const slowS = LIMIT.requestSeconds.warn;

const by = [SERVICE.key, ROUTE.key] as const;
const inRange = { by: [SERVICE.key, METHOD.key, ROUTE.key], over: 'range' } as const;
const routed = (expression: Expression): Expression => named(expression, ROUTE.key, NO_ROUTE);

const TO_ROUTE_TRACES = toTraces('Traces of this route', [SERVICE, ROUTE]);
const TO_SLOW_ROUTE_TRACES = toTraces(`Traces of this route slower than ${slowS} s`, [SERVICE, ROUTE], { slowerThanS: slowS });
const TO_FAILED_ROUTE_TRACES = toTraces('Failed traces of this route', [SERVICE, ROUTE], { errorsOnly: true });

const KEYS = [
  { attribute: SERVICE, heading: 'Service' },
  { attribute: METHOD, heading: 'Method' },
  { attribute: ROUTE, heading: 'Route' },
];
const count = events(requests, inRange);
const failed = events(requests, { ...inRange, anyOf: FAILED });

export const ROUTES: Row = {
  title: 'Routes',
  panels: [
    timeSeries({
      title: `Requests by route, busiest ${SHOWN}`,
      shows: `Requests a second of the ${SHOWN} busiest routes; "${UNMATCHED_ROUTE}" are requests that met none, "${NO_ROUTE}" those of a server without a web framework.`,
      normal: 'The same few routes lead, day after day.',
      otherwise: `If "${UNMATCHED_ROUTE}" leads, callers ask for what does not exist: an old link, a wrong proxy rule or a scan.`,
      empty: 'No requests in this time range',
      queries: [{ expression: routed(highest(SHOWN, events(requests, { by }))) }],
      links: [TO_ROUTE_TRACES, TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: `Duration by route, p95, slowest ${SHOWN}`,
      shows: `Time within which 95 % of the requests are answered, on the ${SHOWN} slowest routes.`,
      normal: `Below ${slowS} s. ${LIMIT.requestSeconds.because}.`,
      otherwise: 'Open the slow traces of the route: SQL, outgoing requests or the route’s own work?',
      empty: 'No requests in this time range, so nothing to time',
      queries: [{ expression: routed(highest(SHOWN, quantile(0.95, requests, { by }))) }],
      limits: worseAbove(slowS, LIMIT.requestSeconds.bad),
      links: [TO_SLOW_ROUTE_TRACES, TO_TRACES, TO_LOGS],
    }),
    table({
      title: 'Slowest routes',
      shows: `The ${ROWS} routes with the longest p95 over the whole time range, and how often they are asked.`,
      normal: `p95 below ${slowS} s. ${LIMIT.requestSeconds.because}.`,
      otherwise: 'Begin with a route that is slow and often asked; click it for its slow traces.',
      empty: 'No requests in this time range',
      keys: KEYS,
      values: [
        { heading: 'p95', expression: routed(quantile(0.95, requests, inRange)), scale: worseAbove(slowS, LIMIT.requestSeconds.bad) },
        { heading: 'p50', expression: routed(quantile(0.5, requests, inRange)) },
        { heading: 'Requests', expression: routed(onlyWhere(count, count)) },
      ],
      orderBy: 'p95',
      rows: ROWS,
      width: 12,
      links: [TO_SLOW_ROUTE_TRACES, TO_ROUTE_TRACES, TO_LOGS],
    }),
    table({
      title: 'Failing routes',
      shows: `The ${ROWS} routes with the highest share of failed requests over the whole time range.`,
      normal: 'Empty.',
      otherwise: 'Click the route for its failed traces; the error log of the same moment says why.',
      empty: 'No request failed in this time range',
      keys: KEYS,
      values: [
        {
          heading: 'Failed share',
          expression: routed(onlyWhere(ratio(failed, count), failed)),
          scale: worseAbove(LIMIT.failedShare.warn, LIMIT.failedShare.bad),
        },
        { heading: 'Failures', expression: routed(onlyWhere(failed, failed)) },
        { heading: 'Requests', expression: routed(onlyWhere(count, failed)) },
      ],
      orderBy: 'Failed share',
      rows: ROWS,
      width: 12,
      links: [TO_FAILED_ROUTE_TRACES, TO_ROUTE_TRACES, TO_ERROR_LOGS],
    }),
  ],
};
