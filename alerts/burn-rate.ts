// Multi-window, multi-burn-rate alerts: the table and its arithmetic.

import type { RecordedWindow } from '../instrumentation/vocabulary/index.ts';
import type { Severity } from './kit/rule.ts';

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** Seconds of a window. */
export const WINDOW_S: Readonly<Record<RecordedWindow, number>> = {
  '5m': 300,
  '30m': 1800,
  '1h': HOUR_S,
  '2h': 2 * HOUR_S,
  '6h': 6 * HOUR_S,
  '1d': DAY_S,
  '3d': 3 * DAY_S,
  '30d': 30 * DAY_S,
};

export interface BurnPair {
  readonly severity: Severity;
  /** Share of the period's budget that is gone when the long window is full of this. */
  readonly budget: number;
  readonly long: RecordedWindow;
  /** Must burn too, so that the alert ends soon after the fault does. */
  readonly short: RecordedWindow;
}

/**
 * Source: slok/sloth v0.16, `google-30d.yaml`, which cites "The Site Reliability Workbook", chapter 5, table 5-8: 2 % of the
 * budget in an hour and 5 % in six wake somebody, 10 % in a day and in three are a ticket.
 */
export const BURN_PAIRS: readonly BurnPair[] = [
  { severity: 'page', budget: 0.02, long: '1h', short: '5m' },
  { severity: 'page', budget: 0.05, long: '6h', short: '30m' },
  { severity: 'ticket', budget: 0.1, long: '1d', short: '2h' },
  { severity: 'ticket', budget: 0.1, long: '3d', short: '6h' },
];

/** How many times faster than allowed the budget burns: 14.4, 6, 3, 1 for the table above. */
export function burnFactor({ budget, long }: BurnPair, periodDays: number): number {
  return round((budget * periodDays * DAY_S) / WINDOW_S[long]);
}

/** Share of bad events above which the pair fires. */
export function thresholdOf(pair: BurnPair, objective: number, periodDays: number): number {
  return round(burnFactor(pair, periodDays) * (1 - objective));
}

/**
 * Bad events in the long window below which nobody is told. One is an accident: at 12 requests an hour a single failure is
 * already 8 %. Five at the rate of the objective itself happen by chance less than once in a million hours at such traffic;
 * docs/slo.md has the odds. A guard of requests instead would never page for a service of few requests that fails all of them.
 */
export const LEAST_BAD_EVENTS = 5;

/** Requests in the long window from which the share alone decides, because the guard is below the threshold. */
export const requestsNeeded = (threshold: number): number => Math.ceil(LEAST_BAD_EVENTS / threshold);

/** Ten digits: what binary fractions add to a product of decimals is not a threshold. */
const round = (value: number): number => Number(value.toPrecision(10));
