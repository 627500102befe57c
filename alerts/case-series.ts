// Series of the observed services for test cases: what a process with a given instance id pushes.

import {
  attribute,
  INSTANCE_LABEL,
  JOB_LABEL,
  type Matcher,
  METRIC_EXPORT_INTERVAL_S,
  metric,
  prometheusLabel,
  resourceAttribute,
  select,
  type service,
} from '../instrumentation/vocabulary/index.ts';
import type { InputSeries, Labels } from './kit/rule-case.ts';

export type Service = (typeof service)[keyof typeof service];

/** Number of samples from second 0 up to and including `untilS`. */
export const samplesUntil = (untilS: number): number => untilS / METRIC_EXPORT_INTERVAL_S + 1;

/** Number of samples in a stretch of time. */
export const samplesIn = (seconds: number): number => seconds / METRIC_EXPORT_INTERVAL_S;

/** Labels by which an alert names a service. */
export function alertLabels({ job, namespace, name }: Service): Labels {
  return {
    [JOB_LABEL]: job,
    [prometheusLabel(resourceAttribute.serviceNamespace)]: namespace,
    [prometheusLabel(resourceAttribute.serviceName)]: name,
  };
}

const identity = ({ job, namespace, name }: Service, instanceId: string) =>
  [
    [JOB_LABEL, '=', job],
    [INSTANCE_LABEL, '=', instanceId],
    [resourceAttribute.serviceNamespace.key, '=', namespace],
    [resourceAttribute.serviceName.key, '=', name],
    [resourceAttribute.serviceInstanceId.key, '=', instanceId],
  ] as const;

export interface Process {
  readonly of: Service;
  readonly instanceId?: string;
  readonly environment?: string;
}

/** The sign of life of one process. */
export function uptimeSeries({ of, instanceId = 'a', environment }: Process, values: string): InputSeries {
  const where: Matcher<typeof metric.processUptime>[] = [...identity(of, instanceId)];
  if (environment) where.push([resourceAttribute.deploymentEnvironmentName.key, '=', environment]);
  return { series: select(metric.processUptime, where), values };
}

/** How a request ended: its status, where one was sent, and the class of the failure, where it failed. */
export interface Outcome {
  readonly status?: number;
  readonly errorType?: string;
}

/** Requests of one process that ended in the same way, as a counter. */
export function requestSeries({ of, instanceId = 'a' }: Process, { status, errorType }: Outcome, values: string): InputSeries {
  const where: Matcher<typeof metric.httpServerRequestDuration>[] = [...identity(of, instanceId)];
  if (status) where.push([attribute.httpResponseStatusCode.key, '=', String(status)]);
  if (errorType) where.push([attribute.errorType.key, '=', errorType]);
  return { series: select(metric.httpServerRequestDuration, where, 'count'), values };
}
