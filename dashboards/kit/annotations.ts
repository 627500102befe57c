// Events over every graph: deploys and firing alerts.

import {
  by,
  METRIC_EXPORT_INTERVAL_S,
  type Metric,
  prometheusLabel,
  RULE_EVALUATION_INTERVAL_S,
  resourceAttribute,
} from '../../instrumentation/vocabulary/index.ts';
import { TONE } from './colours.ts';
import { scoped } from './expression.ts';
import { ALERT_LABELS, FIRING } from './firing.ts';
import type { Annotation } from './model.ts';

/** Stands where a process does not say its version. */
export const NO_VERSION = '(no version)';
/** How long a new version is marked; shorter than this, a long time range would step over it. */
const DEPLOY_MARK = '5m';

const VERSION = prometheusLabel(resourceAttribute.serviceVersion);
/** Not every application says its version. */
const withVersion = (versions: string): string => `label_replace(${versions}, "${VERSION}", "${NO_VERSION}", "${VERSION}", "")`;

/** Marks the first minutes of a version of a service. @param alive a metric that every process sends all the time */
export function deploys(alive: Metric): Annotation {
  const { serviceName, serviceVersion } = resourceAttribute;
  const versions = `group ${by(alive, serviceName.key, serviceVersion.key)}`;
  return {
    name: 'Deploys',
    promql: withVersion(`${versions} (${scoped(alive)}) unless ${versions} (${scoped(alive)} offset ${DEPLOY_MARK})`),
    title: 'Deploy',
    text: `{{${prometheusLabel(serviceName)}}} {{${prometheusLabel(serviceVersion)}}}`,
    colour: TONE.neutral,
    stepS: METRIC_EXPORT_INTERVAL_S,
  };
}

/** Marks the time during which an alert fires: those of the chosen services, and those that belong to none. */
export function alerts(): Annotation {
  return {
    name: 'Alerts',
    promql: FIRING,
    title: `{{${ALERT_LABELS.name}}}`,
    text: `{{${prometheusLabel(resourceAttribute.serviceName)}}}`,
    colour: TONE.bad,
    stepS: RULE_EVALUATION_INTERVAL_S,
  };
}
