// Series that Prometheus records by our rules, for objectives: names in Prometheus style, level:metric:window.

import { attribute } from './attributes.ts';
import { resourceAttribute } from './domains/resource.ts';
import { JOB_LABEL, prometheusLabel } from './prometheus.ts';

/** Says which objective a series or alert belongs to. */
export const SLO_LABEL = 'slo';

/** Labels that recorded series of objectives have or may have. */
export const RECORDED_LABELS: readonly string[] = [
  SLO_LABEL,
  JOB_LABEL,
  ...[
    resourceAttribute.serviceNamespace,
    resourceAttribute.serviceName,
    resourceAttribute.deploymentEnvironmentName,
    attribute.httpRoute,
  ].map(prometheusLabel),
];

/** Windows over which failures are counted; those of the burn-rate table, and the budget's. */
const RECORDED_WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d', '30d'] as const;
export type RecordedWindow = (typeof RECORDED_WINDOWS)[number];

/** Names of what is recorded. */
export const recorded = {
  /** Events of the last minute; each event is in exactly one. */
  events: 'slo:events:count1m',
  /** Of these, the bad ones. */
  badEvents: 'slo:bad_events:count1m',
  /** Bad events in a window. */
  badCount: (window: RecordedWindow) => `slo:bad_events:count${window}` as const,
  /** Share of bad events in a window, weighted by traffic; absent where nothing happened. */
  badRatio: (window: RecordedWindow) => `slo:bad_events:ratio${window}` as const,
  /** Share of events that may be bad: 0.005 for an objective of 99.5 %. */
  budget: 'slo:error_budget:ratio',
  /** Share of the budget of 30 days that is left: 1 untouched, 0 used up, below 0 overspent. */
  budgetLeft: 'slo:error_budget_left:ratio30d',
} as const;

/** Every recorded name. */
export const RECORDED_NAMES: readonly string[] = [
  recorded.events,
  recorded.badEvents,
  recorded.budget,
  recorded.budgetLeft,
  ...RECORDED_WINDOWS.flatMap((window) => [recorded.badCount(window), recorded.badRatio(window)]),
];
