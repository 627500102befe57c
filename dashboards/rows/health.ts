// First row of "Service overview": four numbers for each service that say whether it is healthy.

import { METRIC_EXPORT_INTERVAL_S, metric } from '../../instrumentation/vocabulary/index.ts';
import { goodFrom, NEUTRAL, worseAbove } from '../kit/colours.ts';
import { events, quantile, ratio, reporting } from '../kit/expression.ts';
import { toTraces } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { stat } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { FAILED, SERVICE, TO_BOARD, TO_ERROR_LOGS, TO_FAILED_TRACES, TO_LOGS, TO_TRACES } from './shared.ts';

const requests = metric.httpServerRequestDuration;
/** A process that misses this many exports in a row counts as silent. */
const MISSED_EXPORTS = 3;
export const silentAfterS = MISSED_EXPORTS * METRIC_EXPORT_INTERVAL_S;
const by = [SERVICE.key] as const;
const slowS = LIMIT.requestSeconds.warn;

export const REPORTING = stat({
  title: 'Instances reporting',
  shows: `Processes of each service that sent metrics in the last ${silentAfterS} seconds.`,
  normal: 'At least 1 for each service.',
  otherwise: 'At 0 the process ended or its telemetry did: look at its last log lines, then at the Collector.',
  empty: 'No service reported in this time range',
  query: { expression: reporting(metric.processUptime, { by }, silentAfterS) },
  scale: goodFrom(1),
  mode: 'now',
  links: [TO_TRACES, TO_LOGS, TO_BOARD.nodeRuntime, TO_BOARD.telemetryPipeline],
});

export const HEALTH: Row = {
  title: 'Is it healthy?',
  panels: [
    REPORTING,
    stat({
      title: 'Requests',
      shows: 'Requests a second that each service answers.',
      normal: 'Steady for the time of day.',
      otherwise: 'A sudden drop means that callers no longer reach the service; a jump, that someone repeats requests.',
      empty: 'No service has measured a request',
      query: { expression: events(requests, { by }) },
      scale: NEUTRAL,
      mode: 'trend',
      links: [TO_TRACES, TO_LOGS, TO_BOARD.websockets, TO_BOARD.childProcesses, TO_BOARD.ai],
    }),
    stat({
      title: 'Failed requests',
      shows:
        'Share of requests that failed: a 5xx answer, an error without an answer, or an answer whose body says that it failed. A 4xx answer is the caller’s and does not count.',
      normal: `Below ${LIMIT.failedShare.warn * 100} %. ${LIMIT.failedShare.because}.`,
      otherwise: 'Open the failed traces, or the table "Failing routes" below.',
      empty: 'No requests, so nothing could fail',
      query: { expression: ratio(events(requests, { by, anyOf: FAILED }), events(requests, { by })) },
      scale: worseAbove(LIMIT.failedShare.warn, LIMIT.failedShare.bad),
      mode: 'trend',
      links: [TO_FAILED_TRACES, TO_ERROR_LOGS],
    }),
    stat({
      title: 'Duration, p95',
      shows: '95 of 100 requests are answered within this time.',
      normal: `Below ${slowS} s. ${LIMIT.requestSeconds.because}.`,
      otherwise: 'Open the slow traces and see which span takes the time; compare with SQL and outgoing requests below.',
      empty: 'No requests, so nothing to time',
      query: { expression: quantile(0.95, requests, { by }) },
      scale: worseAbove(slowS, LIMIT.requestSeconds.bad),
      mode: 'trend',
      links: [toTraces(`Traces slower than ${slowS} s`, [SERVICE], { slowerThanS: slowS }), TO_LOGS, TO_BOARD.nodeRuntime],
    }),
  ],
};
