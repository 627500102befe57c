// The Collector: what it takes, refuses, sends and keeps, and what it leaves out on purpose.

import { INSTANCE_LABEL, JOB_LABEL, type Metric, stackAttribute, stackMetric } from '../../instrumentation/vocabulary/index.ts';
import { FAINT, TONE, worseAbove } from '../kit/colours.ts';
import { type Expression, level, ratio, spent } from '../kit/expression.ts';
import type { Query, Row } from '../kit/model.ts';
import { timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { TO_CHOSEN } from './shared.ts';

const { exporter, samplingDecision, samplingPolicy } = stackAttribute;
const links = [TO_CHOSEN.traces, TO_CHOSEN.logs];
const m = stackMetric;

const byExporter = { by: [exporter.key] } as const;
const share = (by: readonly (typeof exporter.key)[]): Expression =>
  ratio(level('max', m.queueSize, { by }), level('max', m.queueCapacity, { by }));
const each = share([exporter.key]);

/** How full the queues are: each by its exporter, and the fullest of all. */
export const QUEUE_SHARE = { each, fullest: { ...each, text: `max(${each.text})`, labels: [] } } as const;

/** Of each tier by itself: what an agent hands to a gateway is counted by both. */
const byTier = (metric: Metric, suffix: string): Query => ({ expression: spent(metric, { by: [JOB_LABEL] }), suffix });

const DECISION_COLOURS = [
  { matches: '^sampled', colour: TONE.good },
  { matches: 'not_sampled', colour: FAINT },
  { matches: 'dropped', colour: TONE.bad },
];

export const COLLECTOR: Row = {
  title: 'In the Collector',
  panels: [
    timeSeries({
      title: 'Taken by the Collector',
      shows: 'Spans, points and log records a second that the Collector took, from all senders.',
      normal: 'As much as the processes deliver.',
      otherwise: 'Less than they deliver: another Collector takes it. Nothing: nobody sends, or the Collector is down.',
      empty: 'The Collector has taken nothing yet, or does not report',
      queries: [byTier(m.acceptedSpans, 'spans'), byTier(m.acceptedPoints, 'points'), byTier(m.acceptedRecords, 'log records')],
      links,
    }),
    timeSeries({
      title: 'Refused by the Collector',
      shows: 'Spans, points and log records a second that the Collector refused, because its memory or a queue was full.',
      normal: '0.',
      otherwise: 'Senders keep it and try again, so it is late and not lost. Free the queue, or give the Collector more memory.',
      empty: 'The Collector has taken nothing yet, or does not report',
      queries: [byTier(m.refusedSpans, 'spans'), byTier(m.refusedPoints, 'points'), byTier(m.refusedRecords, 'log records')],
      errors: true,
      links,
    }),
    timeSeries({
      title: 'Queues against their room',
      shows: 'What waits for each next hop, as a share of the room on disk.',
      normal: `Near 0. ${LIMIT.queueShare.because}.`,
      otherwise: 'The line that climbs names the store that is away or slow: see whether it is up, and its own log.',
      empty: 'The Collector does not report: see "Parts up"',
      queries: [{ expression: QUEUE_SHARE.each }],
      limits: worseAbove(LIMIT.queueShare.warn, LIMIT.queueShare.bad),
      softMax: 1,
      links,
    }),
    timeSeries({
      title: 'Sent by the Collector',
      shows: 'Spans, points and log records a second that each next hop took.',
      normal: 'As much as the Collector takes, some seconds later; points are more, for it makes metrics out of spans.',
      otherwise: 'A line that ends while data comes in: the queue of that hop fills, see beside.',
      empty: 'The Collector has sent nothing yet, or does not report',
      queries: [
        { expression: spent(m.sentSpans, byExporter), suffix: 'spans' },
        { expression: spent(m.sentPoints, byExporter), suffix: 'points' },
        { expression: spent(m.sentRecords, byExporter), suffix: 'log records' },
      ],
      links,
    }),
    timeSeries({
      title: 'Lost on the way to a store',
      shows: 'Spans, points and log records a second that a next hop refused for good.',
      normal: 'Empty, or 0.',
      otherwise:
        'The Collector’s log says what the store answered: mostly a limit, or a sample out of its time. This is data that is missing.',
      empty: 'No store has refused anything for good',
      queries: [
        { expression: spent(m.failedSpans, byExporter), suffix: 'spans' },
        { expression: spent(m.failedPoints, byExporter), suffix: 'points' },
        { expression: spent(m.failedRecords, byExporter), suffix: 'log records' },
      ],
      errors: true,
      links,
    }),
    timeSeries({
      title: 'Memory of the Collector',
      shows: 'Physical memory of each Collector.',
      normal: `Below ${LIMIT.collectorMemoryBytes.warn / 1024 ** 2} MiB. ${LIMIT.collectorMemoryBytes.because}.`,
      otherwise: 'It climbs with what is in flight: a slow store, large requests, or traces that wait for a decision.',
      empty: 'The Collector does not report: see "Parts up"',
      queries: [{ expression: level('max', m.memory, { by: [JOB_LABEL, INSTANCE_LABEL] }) }],
      limits: worseAbove(LIMIT.collectorMemoryBytes.warn, LIMIT.collectorMemoryBytes.bad),
      links,
    }),
    timeSeries({
      title: 'Sampling',
      shows:
        'Traces a second that sampling kept or left out on purpose, why it kept them (dotted), and those it had to let go before their time (dashed).',
      normal: 'Empty where sampling is off, as it is at first; every trace is kept then.',
      otherwise: 'Traces that went before their time: more come than memory has room for, raise the number of traces that may wait.',
      empty: 'Sampling is off: every trace is kept',
      queries: [
        { expression: spent(m.sampledTraces, { by: [samplingDecision.key] }) },
        {
          expression: spent(m.sampledByPolicy, { by: [samplingPolicy.key], where: [[samplingDecision.key, '=', 'sampled']] }),
          suffix: 'as a reason',
          line: 'dot',
        },
        { expression: spent(m.samplingTooEarly, { by: [] }), suffix: 'before their time', line: 'dash' },
      ],
      colours: DECISION_COLOURS,
      width: 24,
      height: 7,
      links,
    }),
  ],
};
