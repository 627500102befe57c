// Every series family that may be in our Prometheus, with its labels: what checks of queries compare with.

import { collectorMetric } from './collector-metrics.ts';
import { external } from './external.ts';
import { hostMetric } from './host-metrics.ts';
import { metric } from './metrics.ts';
import { providedMetric } from './provided-metrics.ts';
import { RECORDED_LABELS, RECORDED_NAMES, SLO_LABEL } from './recorded.ts';
import {
  collectorAccepted,
  collectorEnqueueFailed,
  collectorLimiterRefused,
  collectorRefused,
  collectorSendFailed,
  collectorSent,
  scraped,
} from './scraped-metrics.ts';
import { COMMON_LABELS, seriesOf } from './series.ts';

const OURS = [metric, collectorMetric, hostMetric, providedMetric].flatMap((table) => Object.values(table));
const THEIRS = [
  scraped,
  ...[collectorAccepted, collectorRefused, collectorSent, collectorSendFailed, collectorEnqueueFailed, collectorLimiterRefused],
].flatMap((table) => Object.values(table));

/** Labels that Prometheus and our rules put on alerts. */
const ALERT_LABELS = ['alertname', 'alertstate', 'severity', 'team', 'service', SLO_LABEL];

/** Name in Prometheus → labels that its series may have. */
export const KNOWN_SERIES: ReadonlyMap<string, ReadonlySet<string>> = new Map<string, ReadonlySet<string>>([
  ...OURS.flatMap((entry) => seriesOf(entry)),
  ...THEIRS.map(({ name, labels }) => [name, new Set([...COMMON_LABELS, ...labels])] as const),
  [external.alerts.name, new Set([...COMMON_LABELS, ...ALERT_LABELS])],
  ...RECORDED_NAMES.map((name) => [name, new Set(RECORDED_LABELS)] as const),
]);
