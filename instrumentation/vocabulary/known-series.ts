// Every series family that may be in our Prometheus, with its labels: what checks of queries compare with.

import { canaryBeat, canaryMetric } from './canary-metrics.ts';
import { collectorMetric } from './collector-metrics.ts';
import { resourceAttribute } from './domains/resource.ts';
import { external } from './external.ts';
import { hostMetric } from './host-metrics.ts';
import { hostTrafficMetric } from './host-traffic-metrics.ts';
import type { Metric } from './metric.ts';
import { metric } from './metrics.ts';
import { INSTANCE_LABEL, JOB_LABEL, prometheusLabel } from './prometheus.ts';
import { providedMetric } from './provided-metrics.ts';
import { RECORDED_LABELS, RECORDED_NAMES, recorded, SLO_LABEL } from './recorded.ts';
import { COMMON_LABELS, seriesOf } from './series.ts';
import { serviceGraphMetric } from './service-graph-metrics.ts';
import { stackMetric } from './stack-metrics.ts';

type Known = readonly [name: string, labels: ReadonlySet<string>];

/** Names of a table's series, with the labels of their own and these. */
const known = (table: Readonly<Record<string, Metric>>, labels: readonly string[]): Known[] =>
  Object.values(table).flatMap((entry) =>
    seriesOf(entry).map(
      ([name, all]): Known => [name, new Set([...labels, ...[...all].filter((label) => !COMMON_LABELS.includes(label))])],
    ),
  );

/** Labels of what Prometheus scrapes: the target's, not a service's. */
const OF_TARGET = [JOB_LABEL, INSTANCE_LABEL];
/** Labels that Prometheus and our rules put on alerts, beside those of what they are about. */
const OF_ALERTS = ['alertname', 'alertstate', 'severity', 'team', 'service', SLO_LABEL];

const OF_SERVICES = [metric, collectorMetric, providedMetric, { canaryBeat }].flatMap((table) => known(table, COMMON_LABELS));

/** What has neither environment nor service of its own: the machine, the stack, pairs of services, alerts, what an objective allows. */
const UNSCOPED: readonly Known[] = [
  ...[hostMetric, hostTrafficMetric].flatMap((table) => known(table, [...OF_TARGET, prometheusLabel(resourceAttribute.serviceName)])),
  ...known({ ...stackMetric, ...canaryMetric }, OF_TARGET),
  ...known(serviceGraphMetric, []),
  ...Object.values(external).map(({ name }): Known => [name, new Set([...COMMON_LABELS, ...OF_ALERTS])]),
  [recorded.budget, new Set([SLO_LABEL])],
];

/** Names of series that have neither environment nor service: a dashboard's choices can't narrow them. */
export const UNSCOPED_SERIES: ReadonlySet<string> = new Set(UNSCOPED.map(([name]) => name));

/** Name in Prometheus → labels that its series may have. */
export const KNOWN_SERIES: ReadonlyMap<string, ReadonlySet<string>> = new Map<string, ReadonlySet<string>>([
  ...RECORDED_NAMES.map((name): Known => [name, new Set(RECORDED_LABELS)]),
  ...OF_SERVICES,
  ...UNSCOPED,
]);
