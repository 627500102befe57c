// The series that a metric has in Prometheus, and the labels that each may carry; what checks of queries compare with.

import type { Metric } from './metric.ts';
import { INSTANCE_LABEL, JOB_LABEL, prometheusLabel, prometheusName } from './prometheus.ts';
import { PROMOTED_RESOURCE_ATTRIBUTES } from './promql.ts';

/** Labels that every series has or may have: job, instance and the promoted resource attributes. */
export const COMMON_LABELS: readonly string[] = [JOB_LABEL, INSTANCE_LABEL, ...PROMOTED_RESOURCE_ATTRIBUTES.map(prometheusLabel)];

/** Name → labels of each series family of the metric; a histogram has three. */
export function seriesOf(entry: Metric): [name: string, labels: ReadonlySet<string>][] {
  const labels = [...COMMON_LABELS, ...entry.attributes.map(prometheusLabel)];
  if (entry.instrument !== 'histogram') return [[prometheusName(entry), new Set(labels)]];
  return (['bucket', 'sum', 'count'] as const).map((part) => [
    prometheusName(entry, part),
    new Set(part === 'bucket' ? [...labels, 'le'] : labels),
  ]);
}
