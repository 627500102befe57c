// PromQL selectors from vocabulary entries: a misspelt metric, or a label that the metric doesn't carry, does not compile.

import { resourceAttribute } from './domains/resource.ts';
import type { Metric } from './metric.ts';
import { type HistogramPart, type INSTANCE_LABEL, type JOB_LABEL, prometheusLabel, prometheusName } from './prometheus.ts';

/** Resource attributes that Prometheus promotes to labels on every series (`otlp.promote_resource_attributes`). */
export const PROMOTED_RESOURCE_ATTRIBUTES = [
  resourceAttribute.serviceName,
  resourceAttribute.serviceNamespace,
  resourceAttribute.serviceInstanceId,
  resourceAttribute.serviceVersion,
  resourceAttribute.deploymentEnvironmentName,
] as const;

type KeyOf<M extends Metric> = M['attributes'][number]['key'];
type PromotedKey = (typeof PROMOTED_RESOURCE_ATTRIBUTES)[number]['key'];

/** A label that a series of the metric may carry: its own attributes, the promoted resource attributes, job and instance. */
export type LabelKey<M extends Metric> = KeyOf<M> | PromotedKey | typeof JOB_LABEL | typeof INSTANCE_LABEL;

/** One matcher: `[label, operator, value]`; the value is written between quotes as it is, Grafana variables included. */
export type Matcher<M extends Metric> = readonly [LabelKey<M>, '=' | '!=' | '=~' | '!~', string];

/** Selector of one series family, such as `http_server_request_duration_seconds_count{job="peragus/peragus-api"}`. */
export function select<M extends Metric>(metric: M, where: readonly Matcher<M>[] = [], part?: HistogramPart): string {
  const matchers = where.map(([label, operator, value]) => `${prometheusLabel({ key: label })}${operator}"${value}"`);
  return prometheusName(metric, part) + (matchers.length > 0 ? `{${matchers.join(', ')}}` : '');
}

/** Label names for a `by (…)` clause, checked against the metric. */
export function by<M extends Metric>(_metric: M, ...labels: readonly (LabelKey<M> | 'le')[]): string {
  return `by (${labels.map((label) => prometheusLabel({ key: label })).join(', ')})`;
}
