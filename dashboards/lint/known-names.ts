// The Prometheus metrics and labels that exist: what the vocabulary says we, the Collector and the stack emit, and what Prometheus makes.

import {
  COMMON_LABELS,
  collectorMetric,
  external,
  INSTANCE_LABEL,
  JOB_LABEL,
  metric,
  prometheusLabel,
  resourceAttribute,
  seriesOf,
  serviceGraphMetric,
  stackMetric,
} from '../../instrumentation/vocabulary/index.ts';
import { ALERT_LABELS } from '../kit/firing.ts';

/** Labels of what Prometheus scrapes: the target's, not a service's. */
const TARGET_LABELS = [JOB_LABEL, INSTANCE_LABEL];
const alertLabels = new Set([...Object.values(ALERT_LABELS), prometheusLabel(resourceAttribute.serviceName)]);

const ofStack = Object.values(stackMetric).flatMap((entry) => {
  const labels = new Set([...TARGET_LABELS, ...entry.attributes.map(prometheusLabel)]);
  return seriesOf(entry).map(([name]): [string, ReadonlySet<string>] => [name, labels]);
});

/** A pair of services has the labels of neither. */
const ofPairs = Object.values(serviceGraphMetric).flatMap((entry) =>
  seriesOf(entry).map(([name, labels]): [string, ReadonlySet<string>] => [
    name,
    new Set([...labels].filter((label) => !COMMON_LABELS.includes(label))),
  ]),
);

/** Metrics that have neither environment nor service: a dashboard's choices can't narrow them. */
export const UNSCOPED_METRICS: ReadonlySet<string> = new Set([
  ...[...ofStack, ...ofPairs].map(([name]) => name),
  external.alerts.name,
  external.alertsSince.name,
]);

/** Metric name → labels that its series may have. */
export const KNOWN_METRICS: ReadonlyMap<string, ReadonlySet<string>> = new Map<string, ReadonlySet<string>>([
  ...[...Object.values(metric), ...Object.values(collectorMetric)].flatMap((entry) => seriesOf(entry)),
  ...ofStack,
  ...ofPairs,
  [external.alerts.name, alertLabels],
  [external.alertsSince.name, alertLabels],
]);
