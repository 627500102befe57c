// The Prometheus metrics and labels that exist: what the vocabulary says we and the Collector emit, and what others do.

import {
  collectorMetric,
  external,
  INSTANCE_LABEL,
  JOB_LABEL,
  type Metric,
  metric,
  PROMOTED_RESOURCE_ATTRIBUTES,
  prometheusLabel,
  prometheusName,
  resourceAttribute,
} from '../../instrumentation/vocabulary/index.ts';
import { ALERT_LABELS } from '../kit/annotations.ts';

const ON_EVERY_SERIES = [...PROMOTED_RESOURCE_ATTRIBUTES.map(prometheusLabel), JOB_LABEL, INSTANCE_LABEL];

function ours(entry: Metric): [string, ReadonlySet<string>][] {
  const labels = [...ON_EVERY_SERIES, ...entry.attributes.map(prometheusLabel)];
  if (entry.instrument !== 'histogram') return [[prometheusName(entry), new Set(labels)]];
  return (['bucket', 'sum', 'count'] as const).map((part) => [
    prometheusName(entry, part),
    new Set(part === 'bucket' ? [...labels, 'le'] : labels),
  ]);
}

/** Metric name → labels that its series may have. */
export const KNOWN_METRICS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...[...Object.values(metric), ...Object.values(collectorMetric)].flatMap((entry) => ours(entry)),
  [external.alerts.name, new Set([...Object.values(ALERT_LABELS), prometheusLabel(resourceAttribute.serviceName)])],
]);
