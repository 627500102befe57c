// The ledger of each process: what it emitted, what arrived, what waits and what was given up.

import { attribute, metric } from '../../instrumentation/vocabulary/index.ts';
import { NEUTRAL, worseAbove } from '../kit/colours.ts';
import { level, onlyWhere, spent } from '../kit/expression.ts';
import type { Row } from '../kit/model.ts';
import { stat, table, timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { QUEUE_SHARE } from './collector.ts';
import { SERVICE, TO_BOARD, TO_CHOSEN, TO_ERROR_LOGS, TO_LOGS, TO_TRACES } from './shared.ts';
import { PARTS_UP } from './store-ingestion.ts';

const { signal, dropReason, foldedMetric, foldedAttribute } = attribute;
const by = [SERVICE.key] as const;
const bySignal = [SERVICE.key, signal.key] as const;
const inRange = { by: bySignal, over: 'range' } as const;
const emitted = spent(metric.telemetryEmitted, inRange);

export const PIPELINE_HEALTH: Row = {
  title: 'Does everything arrive?',
  panels: [
    stat({
      title: 'Given up',
      shows: 'Spans, log records and points of the time range that a process had to give up, for whatever reason.',
      normal: `0. ${LIMIT.droppedItems.because}.`,
      otherwise: '"Given up by reason" below says why, and the row after it whether the Collector was in trouble.',
      empty: 'No process has given anything up, or none reports',
      query: { expression: spent(metric.telemetryDropped, { by, over: 'range' }) },
      scale: worseAbove(LIMIT.droppedItems.warn, LIMIT.droppedItems.bad),
      mode: 'now',
      links: [TO_ERROR_LOGS, TO_TRACES, TO_BOARD.nodeRuntime],
    }),
    stat({
      title: 'On disk',
      shows: 'Items of the time range that left memory for the disk, because no receiver took them in time.',
      normal: '0. Not lost: they are sent when a receiver is back.',
      otherwise: 'The Collector was away, slow or full: look at its queues below.',
      empty: 'No process reports',
      query: { expression: spent(metric.telemetrySpooled, { by, over: 'range' }) },
      scale: NEUTRAL,
      mode: 'now',
      links: [TO_LOGS, TO_TRACES],
    }),
    stat({
      title: 'Fullest queue',
      shows: 'What waits in the fullest queue of the Collector, as a share of its room.',
      normal: `Near 0. ${LIMIT.queueShare.because}.`,
      otherwise: 'The exporter below names the store that is away or slow; nothing is lost before the queue is full.',
      empty: 'The Collector does not report: see "Parts up"',
      query: { expression: QUEUE_SHARE.fullest },
      scale: worseAbove(LIMIT.queueShare.warn, LIMIT.queueShare.bad),
      mode: 'trend',
      links: [TO_CHOSEN.traces, TO_CHOSEN.logs],
    }),
    PARTS_UP,
  ],
};

export const LEDGER: Row = {
  title: 'In the processes',
  panels: [
    timeSeries({
      title: 'Emitted and delivered',
      shows: 'Spans, log records and points a second that processes emitted (line), and that a receiver took (dashed).',
      normal: 'Both lines lie over each other.',
      otherwise: 'If the dashed line stays below, telemetry waits or is given up: see the graphs beside.',
      empty: 'No process reports',
      queries: [
        { expression: spent(metric.telemetryEmitted, { by: bySignal }), suffix: 'emitted' },
        { expression: spent(metric.telemetryDelivered, { by: bySignal }), suffix: 'delivered', line: 'dash' },
      ],
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Given up by reason',
      shows:
        'Items a second that a process gave up: no room in memory (queue_full) or on disk (spool_full), refused, too late, left at the end (exit).',
      normal: 'Empty, or 0.',
      otherwise:
        'queue_full: more comes than the Collector takes. rejected, partial: it refuses the content, read its log. spool_*: the disk.',
      empty: 'No process gave anything up, or none reports',
      queries: [{ expression: spent(metric.telemetryDropped, { by: [...bySignal, dropReason.key] }) }],
      errors: true,
      links: [TO_ERROR_LOGS, TO_LOGS, TO_TRACES],
    }),
    timeSeries({
      title: 'Waiting in memory',
      shows: 'Items in memory that no receiver has answered for yet.',
      normal: 'A saw-tooth: it fills and is sent.',
      otherwise: 'A line that stays up: the Collector is slow or away; what has no room goes to the disk.',
      empty: 'No process reports',
      queries: [{ expression: level('sum', metric.telemetryQueueSize, { by: bySignal }) }],
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'To the disk and back',
      shows: 'Items a second that left memory for the disk (line), and that were delivered from it (dashed).',
      normal: '0, with a peak of both after the Collector was away.',
      otherwise: 'If only the line moves, nothing comes back: the Collector is still away, or another start of the service must send it.',
      empty: 'No process reports',
      queries: [
        { expression: spent(metric.telemetrySpooled, { by: bySignal }), suffix: 'to disk' },
        { expression: spent(metric.telemetryReplayed, { by: bySignal }), suffix: 'from disk', line: 'dash' },
      ],
      links: [TO_TRACES, TO_LOGS],
    }),
    table({
      title: 'Ledger',
      shows: 'What became of everything in the time range: emitted is delivered, on disk, waiting, or given up.',
      normal: 'Emitted and delivered nearly equal, nothing given up.',
      otherwise: 'What is missing between the columns waits or is on its way; what was given up has a reason in the graph above.',
      empty: 'No process reports',
      keys: [
        { attribute: SERVICE, heading: 'Service' },
        { attribute: signal, heading: 'Signal' },
      ],
      values: [
        { heading: 'Emitted', expression: onlyWhere(emitted, emitted) },
        { heading: 'Delivered', expression: onlyWhere(spent(metric.telemetryDelivered, inRange), emitted) },
        { heading: 'To disk', expression: onlyWhere(spent(metric.telemetrySpooled, inRange), emitted) },
        { heading: 'From disk', expression: onlyWhere(spent(metric.telemetryReplayed, inRange), emitted) },
        { heading: 'Waiting', expression: onlyWhere(level('sum', metric.telemetryQueueSize, { by: bySignal }), emitted) },
        {
          heading: 'Given up',
          expression: onlyWhere(spent(metric.telemetryDropped, inRange), emitted),
          scale: worseAbove(LIMIT.droppedItems.warn, LIMIT.droppedItems.bad),
        },
      ],
      orderBy: 'Emitted',
      rows: 20,
      width: 12,
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Folded measurements',
      shows:
        'Measurements a second that have no series of their own, because their metric has as many as its budget allows; by metric and the attribute to blame.',
      normal: 'Empty, or 0.',
      otherwise: 'The attribute takes too many values, such as ids in a route: give it names that are few.',
      empty: 'Every measurement had a series of its own',
      queries: [{ expression: spent(metric.telemetryFolded, { by: [SERVICE.key, foldedMetric.key, foldedAttribute.key] }) }],
      links: [TO_LOGS, TO_TRACES],
    }),
  ],
};
