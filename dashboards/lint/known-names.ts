// The Prometheus metrics and labels that exist: what the vocabulary says we, the Collector and the stack emit, and what Prometheus makes.

import {
  COMMON_LABELS,
  collectorMetric,
  external,
  hostMetric,
  hostTrafficMetric,
  INSTANCE_LABEL,
  JOB_LABEL,
  metric,
  prometheusLabel,
  RECORDED_LABELS,
  RECORDED_NAMES,
  recorded,
  resourceAttribute,
  SLO_LABEL,
  seriesOf,
  serviceGraphMetric,
  stackMetric,
} from '../../instrumentation/vocabulary/index.ts';
import { ALERT_LABELS } from '../kit/firing.ts';

/** Labels of what Prometheus scrapes: the target's, not a service's. */
const TARGET_LABELS = [JOB_LABEL, INSTANCE_LABEL];
const SERVICE_LABEL = prometheusLabel(resourceAttribute.serviceName);
const alertLabels = new Set([...Object.values(ALERT_LABELS), SERVICE_LABEL, SLO_LABEL]);

const ofStack = Object.values(stackMetric).flatMap((entry) => {
  const labels = new Set([...TARGET_LABELS, ...entry.attributes.map(prometheusLabel)]);
  return seriesOf(entry).map(([name]): [string, ReadonlySet<string>] => [name, labels]);
});

/** A machine is known by its name, which stands where a process has its id. */
const ofHosts = [...Object.values(hostMetric), ...Object.values(hostTrafficMetric)].flatMap((entry) => {
  const labels = new Set([...TARGET_LABELS, SERVICE_LABEL, ...entry.attributes.map(prometheusLabel)]);
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
  ...[...ofStack, ...ofHosts, ...ofPairs].map(([name]) => name),
  external.alerts.name,
  external.alertsSince.name,
  recorded.budget,
]);

/** Metrics of a service, but of none of its processes. */
export const METRICS_OF_NO_INSTANCE: ReadonlySet<string> = new Set(RECORDED_NAMES);

/** Metric name → labels that its series may have. */
export const KNOWN_METRICS: ReadonlyMap<string, ReadonlySet<string>> = new Map<string, ReadonlySet<string>>([
  ...[...Object.values(metric), ...Object.values(collectorMetric)].flatMap((entry) => seriesOf(entry)),
  ...ofStack,
  ...ofHosts,
  ...ofPairs,
  ...RECORDED_NAMES.map((name): [string, ReadonlySet<string>] => [name, new Set(RECORDED_LABELS)]),
  [external.alerts.name, alertLabels],
  [external.alertsSince.name, alertLabels],
]);
