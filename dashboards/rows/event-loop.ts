// How busy the event loop is, and how much of its time garbage collection takes.

import { attribute, INSTANCE_LABEL, metric, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { colourNames, worseAbove } from '../kit/colours.ts';
import { type Expression, level, quantile, shortened, spent } from '../kit/expression.ts';
import { toTraces } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE, SERVICE_COLOURS, TO_BOARD, TO_LOGS, TO_TRACES } from './shared.ts';

const INSTANCE = resourceAttribute.serviceInstanceId;
/** One result a process. */
export const byProcess = [SERVICE.key, INSTANCE.key] as const;
export const ofProcess = (expression: Expression): Expression => shortened(expression, INSTANCE.key, INSTANCE_LABEL);
export const TO_PROCESS_TRACES = toTraces('Traces of this process', [SERVICE, INSTANCE]);

const slowS = LIMIT.requestSeconds.warn;
const TO_SLOW_PROCESS_TRACES = toTraces(`Traces of this process slower than ${slowS} s`, [SERVICE, INSTANCE], { slowerThanS: slowS });
const delayLimits = worseAbove(LIMIT.eventLoopDelaySeconds.warn, LIMIT.eventLoopDelaySeconds.bad);
const GC_COLOURS = colourNames(['major', 'minor', 'incremental', 'weakcb']);

export const EVENT_LOOP: Row = {
  title: 'Event loop',
  panels: [
    timeSeries({
      title: 'Event loop delay',
      shows: 'How late the event loop comes to its work: half of the time (dotted), 99 % of the time (line) and at worst (dashed).',
      normal: `p99 below ${LIMIT.eventLoopDelaySeconds.warn} s. ${LIMIT.eventLoopDelaySeconds.because}.`,
      otherwise:
        'Something computes or waits in one go: a large JSON text, a long SQL statement, a synchronous call. Open the slow traces of that moment.',
      empty: 'No process reports',
      queries: [
        { expression: ofProcess(level('max', metric.eventLoopDelayP50, { by: byProcess })), suffix: 'p50', line: 'dot' },
        { expression: ofProcess(level('max', metric.eventLoopDelayP99, { by: byProcess })), suffix: 'p99' },
        { expression: ofProcess(level('max', metric.eventLoopDelayMax, { by: byProcess })), suffix: 'max', line: 'dash' },
      ],
      colours: SERVICE_COLOURS,
      limits: delayLimits,
      links: [TO_SLOW_PROCESS_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Event loop busy',
      shows: 'Share of time that the event loop had work, for each process.',
      normal: `Below ${LIMIT.eventLoopShare.warn * 100} %. ${LIMIT.eventLoopShare.because}.`,
      otherwise: 'Busy with little traffic: find the work in slow traces or a CPU profile. Busy with much: add a process.',
      empty: 'No process reports',
      queries: [{ expression: ofProcess(level('max', metric.eventLoopUtilization, { by: byProcess })) }],
      colours: SERVICE_COLOURS,
      limits: worseAbove(LIMIT.eventLoopShare.warn, LIMIT.eventLoopShare.bad),
      softMax: 1,
      links: [TO_PROCESS_TRACES, TO_LOGS, TO_BOARD.sqlite],
    }),
  ],
};

export const GARBAGE: Row = {
  title: 'Garbage collection',
  panels: [
    timeSeries({
      title: 'Time in garbage collection',
      shows: 'Share of time that each service spends in garbage collection, by kind.',
      normal: `Below ${LIMIT.gcShare.warn * 100} %, nearly all of it minor. ${LIMIT.gcShare.because}.`,
      otherwise: 'Much minor: much short-lived data is made, often by serialising. Much major: the heap is nearly full, see memory below.',
      empty: 'No collection in this time range',
      queries: [{ expression: spent(metric.gcDuration, { by: [SERVICE.key, attribute.gcType.key] }) }],
      colours: GC_COLOURS,
      limits: worseAbove(LIMIT.gcShare.warn, LIMIT.gcShare.bad),
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Garbage collection pauses, p99',
      shows: 'Time within which 99 % of the collections end, by kind.',
      normal: 'Minor a few milliseconds, major below 0.1 s.',
      otherwise: 'Long major pauses come from a large heap: keep less, or make more and smaller processes.',
      empty: 'No collection in this time range',
      queries: [{ expression: quantile(0.99, metric.gcDuration, { by: [SERVICE.key, attribute.gcType.key] }) }],
      colours: GC_COLOURS,
      links: [TO_TRACES, TO_LOGS],
    }),
  ],
};
