// The Prometheus metrics and labels that exist: what the vocabulary says we and the Collector emit, and what others do.

import { collectorMetric, external, metric, prometheusLabel, resourceAttribute, seriesOf } from '../../instrumentation/vocabulary/index.ts';
import { ALERT_LABELS } from '../kit/annotations.ts';

/** Metric name → labels that its series may have. */
export const KNOWN_METRICS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...[...Object.values(metric), ...Object.values(collectorMetric)].flatMap((entry) => seriesOf(entry)),
  [external.alerts.name, new Set([...Object.values(ALERT_LABELS), prometheusLabel(resourceAttribute.serviceName)])],
]);
