// The stores: whether each part is up, what the stores take and refuse, and how far it is to the next step of scale.

import { attribute, canaryMetric, JOB_LABEL, type Metric, stackAttribute, stackMetric } from '../../instrumentation/vocabulary/index.ts';
import { since } from '../kit/age.ts';
import { coarse, shareOf } from '../kit/arithmetic.ts';
import { goodFrom, worseAbove } from '../kit/colours.ts';
import { level, spent } from '../kit/expression.ts';
import type { Query, Row } from '../kit/model.ts';
import { bars, stat, timeSeries } from '../kit/panels.ts';
import { LADDER, LIMIT } from '../limits.ts';
import { TO_CHOSEN } from './shared.ts';

const { discardReason } = stackAttribute;
const links = [TO_CHOSEN.traces, TO_CHOSEN.logs];
const m = stackMetric;
const inAll = (metric: Metric, suffix: string): Query => ({ expression: spent(metric, { by: [] }), suffix });

export const PARTS_UP = stat({
  title: 'Parts up',
  shows: 'Whether the last look at each part of the stack succeeded: Collector, Prometheus, Loki, Tempo, Alertmanager, the canary.',
  normal: '1 for each.',
  otherwise: 'At 0 the part is down or not reachable; the Collector keeps its data on disk meanwhile. Look at the part’s own log.',
  empty: 'Prometheus looks at no part: its list of targets is missing',
  query: { expression: level('min', m.up, { by: [JOB_LABEL] }) },
  scale: goodFrom(1),
  mode: 'now',
  links,
});

export const STORES: Row = {
  title: 'In the stores',
  panels: [
    timeSeries({
      title: 'Taken by the stores',
      shows: 'Samples, log lines and spans a second that Prometheus, Loki and Tempo took.',
      normal: 'In step with what the Collector sends; Prometheus also stores what it looks at itself.',
      otherwise: 'A line that ends: that store is down or refuses, see beside and "Queues against their room".',
      empty: 'No store reports',
      queries: [inAll(m.prometheusSamples, 'samples'), inAll(m.lokiLines, 'log lines'), inAll(m.tempoSpans, 'spans')],
      links,
    }),
    timeSeries({
      title: 'Refused by the stores',
      shows: 'Samples, log lines and spans a second that a store refused, by reason.',
      normal: 'Empty, or 0.',
      otherwise: 'rate_limited: the Collector tries again. Others are lost: raise the limit in the store’s file, or send less.',
      empty: 'No store has refused anything',
      queries: [
        inAll(m.prometheusTooOld, 'samples too old'),
        inAll(m.prometheusOutOfOrder, 'samples out of order'),
        { expression: spent(m.lokiDiscarded, { by: [discardReason.key] }), suffix: 'log lines' },
        { expression: spent(m.tempoDiscarded, { by: [discardReason.key] }), suffix: 'spans' },
      ],
      errors: true,
      links,
    }),
    bars({
      title: 'To the next step of scale',
      shows: `What each part carries, as a share of what one process of it should: ${LADDER.spansPerSecond.toLocaleString('en')} spans a second, ${LADDER.series.toLocaleString('en')} series, 20 GB of log lines a day.`,
      normal: `Below ${LIMIT.ladderShare.warn * 100} %. ${LIMIT.ladderShare.because}.`,
      otherwise: 'Collector: add gateways. Prometheus: fewer series, then Mimir. Loki: more than one process.',
      empty: 'No part reports',
      queries: [
        { expression: coarse(shareOf(spent(m.acceptedSpans, { by: [] }), LADDER.spansPerSecond)), suffix: 'Collector: spans' },
        { expression: coarse(shareOf(level('max', m.prometheusSeries, { by: [] }), LADDER.series)), suffix: 'Prometheus: series' },
        { expression: coarse(shareOf(spent(m.lokiBytes, { by: [] }), LADDER.logBytesPerSecond)), suffix: 'Loki: bytes' },
      ],
      scale: worseAbove(LIMIT.ladderShare.warn, LIMIT.ladderShare.bad),
      max: 1,
      width: 24,
      height: 7,
      links,
    }),
    timeSeries({
      title: 'Since the canary came back',
      shows:
        'A canary sends a span, a log record and a point through the Collector once a minute, and asks the stores for them: how long ago each was last read back.',
      normal: `At most a minute, up and down. ${LIMIT.canaryAgeS.because}.`,
      otherwise: 'A line that climbs names the signal that does not arrive; the log of the canary says whether Collector or store fails.',
      empty: 'No canary runs, as in containers, or Prometheus does not reach it',
      queries: [{ expression: since(canaryMetric.canaryLastSuccess, { by: [attribute.signal.key] }) }],
      limits: worseAbove(LIMIT.canaryAgeS.warn, LIMIT.canaryAgeS.bad),
      width: 24,
      height: 7,
      links,
    }),
  ],
};
