// The arithmetic behind docs/slo.md: how long until a burn alert, and how often chance alone would raise one.

import { type BurnPair, LEAST_BAD_EVENTS, thresholdOf, WINDOW_S } from '../burn-rate.ts';
import { PERIOD_DAYS } from '../slo.ts';
import { MINUTE_S } from './recordings.ts';

const LANCZOS = [
  76.18009172947146, -86.5053203294168, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5,
] as const;

/** ln Γ(x) for x > 0, to ten digits; source: Lanczos' series as in Press et al., Numerical Recipes, 6.1. */
function logGamma(x: number): number {
  const shifted = x + 5.5 - (x + 0.5) * Math.log(x + 5.5);
  const series = LANCZOS.reduce((sum, term, index) => sum + term / (x + 1 + index), 1.000000000190015);
  return -shifted + Math.log((2.506628274631 * series) / x);
}

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/** P(X ≥ atLeast) where X counts successes of probability p in n independent trials: the upper tail of the binomial distribution. */
export function binomialTail(n: number, p: number, atLeast: number): number {
  if (atLeast <= 0) return 1;
  if (atLeast > n || p <= 0) return 0;
  let sum = 0;
  for (let k = atLeast; k <= n; k += 1) {
    const term = Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
    sum += term;
    // Beyond the mean each term is smaller than the one before.
    if (k > n * p && term < sum * 1e-12) break;
  }
  return Math.min(1, sum);
}

/**
 * Chance that a service which fails exactly as often as its objective allows fills one long window of the pair with enough
 * failures to be told. The short window must agree, so the truth is at most this.
 */
export function falseAlertOdds(pair: BurnPair, objective: number, perSecond: number, leastBad = LEAST_BAD_EVENTS): number {
  const events = Math.round(perSecond * WINDOW_S[pair.long]);
  const needed = Math.max(leastBad, Math.floor(thresholdOf(pair, objective, PERIOD_DAYS) * events + 1e-9) + 1);
  return binomialTail(events, 1 - objective, needed);
}

/** Expected false alerts of the pair in one period, windows side by side. */
export const falseAlertsPerPeriod = (pair: BurnPair, odds: number): number => (odds * PERIOD_DAYS * 86_400) / WINDOW_S[pair.long];

/**
 * From the moment at which `badShare` of steady traffic fails to the alert, in seconds, after a time in which nothing did;
 * undefined where the pair never fires. Rounded up to the minutes in which events are counted, and one for the count itself.
 */
export function detectionS(pair: BurnPair, objective: number, perSecond: number, badShare: number): number | undefined {
  const threshold = thresholdOf(pair, objective, PERIOD_DAYS);
  if (badShare <= threshold) return undefined;
  const windowFullS = (threshold * WINDOW_S[pair.long]) / badShare;
  const enoughS = LEAST_BAD_EVENTS / (perSecond * badShare);
  if (enoughS > WINDOW_S[pair.long]) return undefined;
  return (Math.floor(Math.max(windowFullS, enoughS) / MINUTE_S + 1e-9) + 1) * MINUTE_S;
}
