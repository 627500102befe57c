// Objectives as numbers, out of what rules record: what is left of their budgets, how fast these burn, and when somebody is told.

import {
  attribute,
  prometheusLabel,
  type RecordedWindow,
  recorded,
  resourceAttribute,
  SLO_LABEL,
} from '../../instrumentation/vocabulary/index.ts';
import { type Expression, named, promql } from './expression.ts';
import { scopeMatcher } from './scope.ts';
import { COUNT, SECONDS, SHARE } from './units.ts';

/** When an alert of an objective fires: the budget burns so many times faster than allowed, over a window of so many seconds. */
interface BurnLimit {
  readonly factor: number;
  readonly windowS: number;
  /** Objectives that this limit does not watch. */
  readonly except: readonly string[];
}

/** Each objective of each service has a budget; some have one for each route. */
const LABELS = [SLO_LABEL, ...[resourceAttribute.serviceName, attribute.httpRoute].map(prometheusLabel)];
const EACH = `by (${LABELS.join(', ')})`;
/** What is recorded has no process of its own. */
const OF_CHOSEN = `{${[scopeMatcher('environment'), scopeMatcher('service')].join(', ')}}`;
const ALLOWED = `on (${SLO_LABEL}) group_left ()`;

const each = (text: string, unit: string): Expression => promql(text, unit, LABELS);
/** Most objectives are of all routes together; with a word for that, both sides of every operator have the same labels. */
const routed = (text: string): string => named(each(text, COUNT), attribute.httpRoute.key, '(all routes)').text;
const badShare = (window: RecordedWindow): string => routed(`max ${EACH} (${recorded.badRatio(window)}${OF_CHOSEN})`);
const left = routed(`min ${EACH} (${recorded.budgetLeft}${OF_CHOSEN})`);

/** Without the digits that only binary fractions have. */
const round = (value: number): number => Number(value.toPrecision(6));

/** What is left of each budget: 1 when nothing was used, below 0 when more than all. */
export const budgetLeft = (): Expression => each(left, SHARE);

/** Share of the events of the period that were good. */
export const keptShare = (): Expression => each(`1 - ${badShare('30d')}`, SHARE);

/** Share that must be good. */
export const promisedShare = (): Expression => each(`1 - (0 * ${left} + ${ALLOWED} ${recorded.budget})`, SHARE);

/** How many times faster than allowed the budget burned over the window. */
export const burn = (window: RecordedWindow): Expression => each(`${badShare(window)} / ${ALLOWED} ${recorded.budget}`, COUNT);

/** How long the rest of the budget lasts, when it goes on burning as it did over the window; nothing where it does not burn. */
export const budgetLastsS = (window: RecordedWindow, periodS: number): Expression =>
  each(`clamp_min(${left}, 0) * ${periodS} / (${burn(window).text} > 0)`, SECONDS);

/** Events, or bad ones, of the last minute. */
export const eventsOfMinute = (which: 'all' | 'bad'): Expression => ({
  ...each(routed(`sum ${EACH} (${which === 'all' ? recorded.events : recorded.badEvents}${OF_CHOSEN})`), COUNT),
  whole: true,
});

/** Seconds from the first failure until an alert fires, when this share of the events fails from then on; nothing where none would. */
export function toldInS(share: number, limits: readonly BurnLimit[]): Expression {
  const ofEach = (except: readonly string[]): string =>
    `(0 * ${left} + ${ALLOWED} ${recorded.budget}${except.length > 0 ? `{${SLO_LABEL}!~"${except.join('|')}"}` : ''})`;
  // The shortest window that fires counts: what comes first stands, what comes later fills in.
  const ways = limits.map(
    ({ factor, windowS, except }) => `${round((factor * windowS) / share)} * (${ofEach(except)} < ${round(share / factor)})`,
  );
  return each(ways.join(' or '), SECONDS);
}

/** How many of the results meet the condition; nothing where there are no results. */
export const howManyAre = (condition: string, { text }: Expression): Expression =>
  promql(`count(${text} ${condition}) or 0 * count(${text})`, COUNT, []);

/** One number of all results. */
export const overall = (how: 'min' | 'max', { text, unit }: Expression): Expression => promql(`${how}(${text})`, unit, []);
