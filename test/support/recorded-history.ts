// What the rules of the objectives would have recorded of a service, as OTLP, so that dashboards can be tried without waiting for them.

import { attribute, METRIC_EXPORT_INTERVAL_S, RECORDED_NAMES, recorded, SLO_LABEL } from '../../instrumentation/vocabulary/index.ts';
import { type Fields, keyValues, metrics } from './otlp-json.ts';

/** Two objectives of each service, the second for one route. */
const OBJECTIVES: readonly Fields[] = [
  { [SLO_LABEL]: 'availability' },
  { [SLO_LABEL]: 'route-latency', [attribute.httpRoute.key]: '/api/sessions/:id' },
];
const ALLOWED_SHARE = 0.005;
/** A window in which a fifth of the allowed failures happened twice as fast as allowed. */
const recordedValue = (name: string): number => {
  if (name === recorded.budget) return ALLOWED_SHARE;
  if (name === recorded.budgetLeft) return 0.8;
  if (name === recorded.events) return 60;
  return name.includes(':ratio') ? 2 * ALLOWED_SHARE : 3;
};

/** A level over the whole past. */
export const recordedGauge = (name: string, labels: Fields, value: number, nowMs: number, pastS: number): object => ({
  name,
  gauge: {
    dataPoints: Array.from({ length: pastS / METRIC_EXPORT_INTERVAL_S }, (_, round) => ({
      attributes: keyValues(labels),
      timeUnixNano: `${BigInt(nowMs - round * METRIC_EXPORT_INTERVAL_S * 1_000) * 1_000_000n}`,
      asDouble: value,
    })).reverse(),
  },
});

/** What is recorded of one service. */
export function recordedHistory(resource: Fields, nowMs: number, pastS: number): object {
  const names = RECORDED_NAMES.filter((name) => name !== recorded.budget);
  return metrics(
    resource,
    names.flatMap((name) => OBJECTIVES.map((labels) => recordedGauge(name, labels, recordedValue(name), nowMs, pastS))),
  );
}

/** The budgets, which belong to no service. */
export const budgetHistory = (resource: Fields, nowMs: number, pastS: number): object =>
  metrics(
    resource,
    OBJECTIVES.map((labels) => recordedGauge(recorded.budget, { [SLO_LABEL]: labels[SLO_LABEL] as string }, ALLOWED_SHARE, nowMs, pastS)),
  );
