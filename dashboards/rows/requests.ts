// Rate, errors and duration of the requests that each service answers.

import { attribute, metric, SPAN_KIND_SERVER } from '../../instrumentation/vocabulary/index.ts';
import { TONE, worseAbove } from '../kit/colours.ts';
import { events, level, named, quantile, ratio } from '../kit/expression.ts';
import { toTraces } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { FAILED, SERVICE, SERVICE_COLOURS, TO_ERROR_LOGS, TO_FAILED_TRACES, TO_LOGS, TO_TRACES } from './shared.ts';
import { singleSpans } from './single-spans.ts';

const requests = metric.httpServerRequestDuration;
const { httpResponseStatusCode, errorType } = attribute;
const by = [SERVICE.key] as const;
const slowS = LIMIT.requestSeconds.warn;

const TO_SLOW_TRACES = toTraces(`Traces slower than ${slowS} s`, [SERVICE], { slowerThanS: slowS });

const STATUS_COLOURS = [
  { matches: '\\b5\\d\\d$', colour: TONE.bad },
  { matches: '\\b4\\d\\d$', colour: TONE.warn },
  { matches: '\\b3\\d\\d$', colour: TONE.neutral },
  { matches: '\\b2\\d\\d$', colour: TONE.good },
];

export const REQUESTS_BY_SERVICE = timeSeries({
  title: 'Requests by service',
  shows: 'Requests a second that each service answers.',
  normal: 'Follows the time of day without steps.',
  otherwise: 'A step down: see whether the service and what stands before it are up. A step up: see which route it is.',
  empty: 'No service has measured a request in this time range',
  queries: [{ expression: events(requests, { by }) }],
  colours: SERVICE_COLOURS,
  links: [TO_TRACES, TO_LOGS],
});

export const FAILED_BY_SERVICE = timeSeries({
  title: 'Failed requests by service',
  shows: 'Share of requests with a 5xx answer, an error without an answer, or an answer whose body says that it failed.',
  normal: `Below ${LIMIT.failedShare.warn * 100} %. ${LIMIT.failedShare.because}.`,
  otherwise: 'Open the failed traces at the time of the rise; see "Failures by kind" for what they have in common.',
  empty: 'No requests in this time range, so nothing could fail',
  queries: [{ expression: ratio(events(requests, { by, anyOf: FAILED }), events(requests, { by })) }],
  errors: true,
  limits: worseAbove(LIMIT.failedShare.warn, LIMIT.failedShare.bad),
  links: [TO_FAILED_TRACES, TO_ERROR_LOGS],
});

export const REQUESTS: Row = {
  title: 'Rate, errors, duration',
  panels: [
    REQUESTS_BY_SERVICE,
    FAILED_BY_SERVICE,
    timeSeries({
      title: 'Duration by service',
      shows: 'Time within which half (dotted), 95 % (line) and 99 % (dashed) of the requests are answered.',
      normal: `p95 below ${slowS} s. ${LIMIT.requestSeconds.because}.`,
      otherwise: 'If all three rise, the process is busy: look at "Node runtime". If only p99 rises, open a slow trace.',
      empty: 'No requests in this time range, so nothing to time',
      queries: [
        { expression: quantile(0.5, requests, { by }), suffix: 'p50', line: 'dot' },
        { expression: quantile(0.95, requests, { by }), suffix: 'p95' },
        { expression: quantile(0.99, requests, { by }), suffix: 'p99', line: 'dash' },
      ],
      colours: SERVICE_COLOURS,
      limits: worseAbove(slowS, LIMIT.requestSeconds.bad),
      links: [TO_SLOW_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Requests in progress',
      shows: 'Requests that each service is working on.',
      normal: 'A handful, and back to 0 when traffic stops.',
      otherwise: 'If it climbs and stays, requests hang: look for a dependency that does not answer, and at the event loop.',
      empty: 'No service has taken a request yet',
      queries: [{ expression: level('sum', metric.httpServerActiveRequests, { by }) }],
      colours: SERVICE_COLOURS,
      links: [TO_TRACES, TO_LOGS],
    }),
    singleSpans({
      one: 'request',
      many: 'requests',
      kind: SPAN_KIND_SERVER,
      slowS,
      limits: worseAbove(slowS, LIMIT.requestSeconds.bad),
      whole: 'Duration by service',
      width: 24,
      links: [TO_SLOW_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Status codes',
      shows: 'Requests a second by status code; "(none)" are requests whose caller left before the answer.',
      normal: 'Nearly all 2xx and 3xx.',
      otherwise: 'Many 4xx: a caller or a link is wrong, or someone tries doors. 5xx: open the failed traces.',
      empty: 'No requests in this time range',
      queries: [
        { expression: named(events(requests, { by: [SERVICE.key, httpResponseStatusCode.key] }), httpResponseStatusCode.key, '(none)') },
      ],
      colours: STATUS_COLOURS,
      stacked: true,
      links: [TO_TRACES, TO_FAILED_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Failures by kind',
      shows:
        'Failed requests a second by class of error: status code, exception, "aborted", or "soft" for an answer whose body says that it failed.',
      normal: 'Empty.',
      otherwise: 'A new kind after a deploy is most likely its fault; open its traces and error logs.',
      empty: 'No request failed in this time range',
      queries: [
        { expression: named(events(requests, { by: [SERVICE.key, errorType.key], anyOf: FAILED }), errorType.key, '(status only)') },
      ],
      errors: true,
      links: [TO_FAILED_TRACES, TO_ERROR_LOGS],
    }),
  ],
};
