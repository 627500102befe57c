// First row of "Node runtime": four numbers for each service that say whether its processes have room.

import { METRIC_EXPORT_INTERVAL_S, metric } from '../../instrumentation/vocabulary/index.ts';
import { NEUTRAL, worseAbove } from '../kit/colours.ts';
import { level, ratio, starts } from '../kit/expression.ts';
import type { Row } from '../kit/model.ts';
import { stat } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE, TO_ERROR_LOGS, TO_LOGS, TO_TRACES } from './shared.ts';

const by = [SERVICE.key] as const;
/** A process this young at one of its exports began in the range; the first export may be late by a few. */
const YOUNG_EXPORTS = 4;
export const youngS = YOUNG_EXPORTS * METRIC_EXPORT_INTERVAL_S;

export const RUNTIME_HEALTH: Row = {
  title: 'Has it room?',
  panels: [
    stat({
      title: 'Up for',
      shows: 'Time since the youngest process of each service started.',
      normal: 'Since the last deploy.',
      otherwise: 'Shorter than that: it restarted by itself. Its last lines before the start say why.',
      empty: 'No process reports',
      query: { expression: level('min', metric.processUptime, { by }) },
      scale: NEUTRAL,
      mode: 'now',
      links: [TO_ERROR_LOGS, TO_LOGS, TO_TRACES],
    }),
    stat({
      title: 'Starts',
      shows: 'Processes of each service that started in the time range.',
      normal: `0, or as many as you deployed. ${LIMIT.starts.because}.`,
      otherwise: 'Starts that nobody ordered are crashes: look at memory below and at the error logs.',
      empty: 'No process reported in this time range',
      query: { expression: starts(metric.processUptime, { by }, youngS) },
      scale: worseAbove(LIMIT.starts.warn, LIMIT.starts.bad),
      mode: 'now',
      links: [TO_ERROR_LOGS, TO_LOGS, TO_TRACES],
    }),
    stat({
      title: 'Busiest event loop',
      shows: 'Share of time that the event loop of the busiest process of each service had work.',
      normal: `Below ${LIMIT.eventLoopShare.warn * 100} %. ${LIMIT.eventLoopShare.because}.`,
      otherwise: 'Look for the request or statement that takes the time; add a process if traffic is the reason.',
      empty: 'No process reports',
      query: { expression: level('max', metric.eventLoopUtilization, { by }) },
      scale: worseAbove(LIMIT.eventLoopShare.warn, LIMIT.eventLoopShare.bad),
      mode: 'trend',
      links: [TO_TRACES, TO_LOGS],
    }),
    stat({
      title: 'Heap used of its limit',
      shows: 'Heap in use as a share of what V8 allows, over all processes of each service.',
      normal: `Below ${LIMIT.heapShare.warn * 100} %. ${LIMIT.heapShare.because}.`,
      otherwise:
        'If it rises without end, something is kept: compare heap snapshots. If traffic is the reason, raise --max-old-space-size.',
      empty: 'No process reports',
      query: { expression: ratio(level('sum', metric.heapUsed, { by }), level('sum', metric.heapLimit, { by })) },
      scale: worseAbove(LIMIT.heapShare.warn, LIMIT.heapShare.bad),
      mode: 'trend',
      links: [TO_TRACES, TO_LOGS],
    }),
  ],
};
