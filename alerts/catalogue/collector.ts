// The Collector: whether it runs, takes what it is sent, hands it on, and has room.

import { JOB_LABEL, RULE_EVALUATION_INTERVAL_S, stackMetric } from '../../instrumentation/vocabulary/index.ts';
import { aboutPart } from '../about.ts';
import { family } from '../families.ts';
import { events } from '../kit/kinds/events.ts';
import { level } from '../kit/kinds/level.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';
import { SCRAPED } from '../scraped.ts';

const m = stackMetric;
const exporter = { by: { exporter: 'otlp_http/loki' }, wellBy: { exporter: 'otlp_http/tempo' } };

export const collector: RuleGroup = {
  name: 'collector',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    level({
      ...aboutPart('collector', {
        alert: 'CollectorDown',
        timing: 'page',
        summary: 'The Collector is down',
        description:
          'Prometheus has not reached the Collector for more than a minute. No telemetry is stored; processes keep theirs in memory and on disk for a while. Alerts about services are about to go blind.',
        panel: 'partsUp',
      }),
      of: family(m.up, { where: [[JOB_LABEL, '=', 'collector']] }),
      fold: 'max',
      operator: '<',
      broken: 'all',
      well: 1,
      unwell: 0,
      ...LIMIT.down,
    }),
    events({
      ...aboutPart('collector', {
        alert: 'CollectorDataLoss',
        timing: 'pageAtOnce',
        ...exporter,
        summary: 'Telemetry is lost: {{ $labels.exporter }} gave up {{ $value | humanize }} items',
        description:
          'In the last 5 min the Collector gave items for {{ $labels.exporter }} up for good: the store refused them with an error that is not repeated. They are in no store.',
        panel: 'lostByCollector',
        value: '1.053',
      }),
      of: [family(m.failedSpans), family(m.failedPoints), family(m.failedRecords)],
      lookedAt: SCRAPED,
      ...LIMIT.lost,
    }),
    events({
      ...aboutPart('collector', {
        alert: 'CollectorQueueFull',
        timing: 'pageAtOnce',
        ...exporter,
        summary: 'The queue to {{ $labels.exporter }} is full',
        description:
          'The queue on disk to {{ $labels.exporter }} had no room for {{ $value | humanize }} items in the last 5 min. The Collector refuses them, and processes keep theirs until their own memory and disk are full.',
        panel: 'queues',
        value: '1.053',
      }),
      of: [family(m.queueFullSpans), family(m.queueFullPoints), family(m.queueFullRecords)],
      lookedAt: SCRAPED,
      ...LIMIT.lost,
    }),
    level({
      ...aboutPart('collector', {
        alert: 'CollectorQueueFilling',
        timing: 'ticketSoon',
        ...exporter,
        summary: 'The queue to {{ $labels.exporter }} is {{ $value | humanizePercentage }} full',
        description:
          'For 2 min more than 70 % of the queue on disk to {{ $labels.exporter }} has been taken. The store is slower than what comes in, or doesn’t answer; when the queue is full, the Collector refuses.',
        panel: 'queues',
        value: '85%',
      }),
      of: family(m.queueSize, { found: { data_type: 'logs' } }),
      per: family(m.queueCapacity, { found: { data_type: 'logs' } }),
      fold: 'max',
      operator: '>',
      broken: 'all',
      ...LIMIT.queueShare,
    }),
    events({
      ...aboutPart('collector', {
        alert: 'CollectorRefusing',
        timing: 'page',
        by: { receiver: 'otlp' },
        wellBy: { receiver: 'host_metrics' },
        summary: 'The Collector refuses telemetry at {{ $labels.receiver }}',
        description:
          'The Collector has answered senders at {{ $labels.receiver }} with "try again" for {{ $value | humanize }} items in 5 min. Senders keep them until their memory and disk are full; then they are lost.',
        panel: 'refusedByCollector',
        value: '1.053',
      }),
      of: [family(m.refusedSpans), family(m.refusedPoints), family(m.refusedRecords)],
      lookedAt: SCRAPED,
      ...LIMIT.refused,
    }),
    events({
      ...aboutPart('collector', {
        alert: 'CollectorMemoryRefusing',
        timing: 'ticketAtOnce',
        summary: 'The Collector has too little memory',
        description:
          'The memory limiter of the Collector turned {{ $value | humanize }} items away in the last 5 min. More comes in than it can work off; senders have to try again.',
        panel: 'collectorMemory',
        value: '1.053',
      }),
      of: [family(m.limitedSpans), family(m.limitedPoints), family(m.limitedRecords)],
      lookedAt: SCRAPED,
      ...LIMIT.refused,
    }),
    level({
      ...aboutPart('collector', {
        alert: 'CollectorMemoryHigh',
        timing: 'ticketSoon',
        summary: 'The Collector uses {{ $value | humanize1024 }}B of memory',
        description: 'For 2 min the Collector has held more than 480 MiB. From 512 MiB on its limiter turns telemetry away.',
        panel: 'collectorMemory',
        value: '600Mi',
      }),
      of: family(m.memory),
      fold: 'max',
      operator: '>',
      broken: 'all',
      ...LIMIT.collectorMemoryBytes,
    }),
  ],
};
