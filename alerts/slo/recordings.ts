// Recording rules of objectives: events of each minute, then shares over windows made of these minutes.
//
// A minute is counted once. Samples come every 15 s, so a range of 75 s holds the five that bound a minute; `increase()`
// extrapolates from the 60 s between them to 75, and the factor takes that back: one failure is 1, in one minute.
// Bad minutes are 0 where no bad series was ever born, and both are dropped when they are no number (NaN >= 0 is false): one
// NaN would poison every sum over 30 days (slok/sloth#531). Longer windows add up minutes, bad and all apart, and divide
// once. So each request weighs the same, at noon and at night; an average of ratios would give the night the weight of noon.

import { METRIC_EXPORT_INTERVAL_S, type RecordedWindow, recorded, SLO_LABEL } from '../../instrumentation/vocabulary/index.ts';
import { growth } from '../kit/kinds/growth.ts';
import type { Family } from '../kit/kinds/kind.ts';
import type { Objective } from '../kit/objective.ts';
import type { RecordingRule } from '../kit/rule.ts';

/** Length of a minute count, and how often it is made, in seconds. */
export const MINUTE_S = 60;
const RANGE_S = MINUTE_S + METRIC_EXPORT_INTERVAL_S;

/** Counts of the minute that ended, good and bad together, and bad ones. */
export function minuteCounts(objective: Objective): RecordingRule[] {
  const { slo, by, all, bad, good } = objective;
  const grown = (...of: readonly Family[]): string => `sum by (${by.join(', ')}) (${growth(of, { windowS: RANGE_S })})`;
  const factor = MINUTE_S / RANGE_S;
  const total = grown(all);
  const failed = good ? `clamp_min(${total} - ${grown(good)}, 0) * ${factor}` : `${grown(...(bad ?? []))} * ${factor}`;
  const labels = { [SLO_LABEL]: slo };
  return [
    { record: recorded.events, expr: `${total} * ${factor} >= 0`, labels },
    { record: recorded.badEvents, expr: `(\n  ${failed}\n  or ${total} * 0\n) >= 0`, labels },
  ];
}

/** What the budget is a share of: one constant for each objective. */
export const budgetConstant = ({ slo, objective }: Objective): RecordingRule => ({
  record: recorded.budget,
  expr: `vector(${Number((1 - objective).toPrecision(10))})`,
  labels: { [SLO_LABEL]: slo },
});

const sumOf = (name: string, window: RecordedWindow): string => `sum_over_time(${name}[${window}])`;

/** Share of bad events over a window, of all objectives at once; absent where nothing happened. */
export const ratioOver = (window: RecordedWindow): RecordingRule => ({
  record: recorded.badRatio(window),
  expr: `${sumOf(recorded.badEvents, window)} / (${sumOf(recorded.events, window)} > 0)`,
  labels: {},
});

/** Bad events over a window, of all objectives at once. */
export const countOver = (window: RecordedWindow): RecordingRule => ({
  record: recorded.badCount(window),
  expr: sumOf(recorded.badEvents, window),
  labels: {},
});

/** What is left of the budget of 30 days. */
export const budgetLeft: RecordingRule = {
  record: recorded.budgetLeft,
  expr: `1 - ${recorded.badRatio('30d')} / on (${SLO_LABEL}) group_left () ${recorded.budget}`,
  labels: {},
};
