// PromQL from vocabulary entries: every expression knows its unit and the labels of its result.

import {
  by,
  type HistogramPart,
  type LabelKey,
  type Matcher,
  type Metric,
  prometheusLabel,
  select,
} from '../../instrumentation/vocabulary/index.ts';
import { scopeMatchers } from './scope.ts';
import { COUNT, SHARE, unitOf, unitOfEvents, unitPerSecond } from './units.ts';

export interface Expression {
  readonly source: 'prometheus' | 'loki';
  readonly text: string;
  /** Grafana unit of the result. */
  readonly unit: string;
  /** Labels of the result, as the data source names them. */
  readonly labels: readonly string[];
  /** Labels that links carry and legends leave out. */
  readonly unshown?: readonly string[];
  /** Whether single measurements with a trace behind them can be shown on it. */
  readonly exemplars: boolean;
  /** Counts something that comes in whole numbers. Prometheus extrapolates to the ends of the window, and 1.03 failures are shown as 1. */
  readonly whole?: boolean;
}

export interface Question<M extends Metric> {
  /** Labels that tell the results apart. */
  readonly by: readonly LabelKey<M>[];
  readonly where?: readonly Matcher<M>[];
  /** Alternatives: a series counts when it meets all matchers of at least one. */
  readonly anyOf?: readonly (readonly Matcher<M>[])[];
  /** What is asked for has no route, though others of the metric have: the choice of route leaves it alone. */
  readonly anyRoute?: boolean;
  /** `now` is the rate a second at each moment, `step` the sum since the last moment of a graph, `range` over the dashboard's time range, else over the time named. */
  readonly over?: 'now' | keyof typeof SPAN;
}

/** Times over which something is summed up. */
const SPAN = { step: '$__rate_interval', range: '$__range', hour: '1h', month: '30d' } as const;

export const promql = (text: string, unit: string, labels: readonly string[], exemplars = false): Expression => ({
  source: 'prometheus',
  text,
  unit,
  labels,
  exemplars,
});

/** Selector that the dashboard's variables narrow. */
export function scoped<M extends Metric>(metric: M, where: readonly Matcher<M>[] = [], part?: HistogramPart, anyRoute = false): string {
  return select(metric, [...scopeMatchers(metric, anyRoute), ...where], part);
}

const labelsOf = (keys: readonly string[]): string[] => keys.map((key) => prometheusLabel({ key }));

function growth<M extends Metric>(metric: M, question: Question<M>, part?: HistogramPart, le?: 'le'): string {
  const { over = 'now', anyRoute } = question;
  const [grow, window] = over === 'now' ? ['rate', '$__rate_interval'] : ['increase', SPAN[over]];
  const selectors = (question.anyOf ?? [[]]).map((also) => scoped(metric, [...(question.where ?? []), ...also], part, anyRoute));
  const grouping = le ? by(metric, ...question.by, le) : by(metric, ...question.by);
  return `sum ${grouping} (${selectors.map((selector) => `${grow}(${selector}[${window}])`).join(' or ')})`;
}

const summed = ({ over = 'now' }: { readonly over?: Question<Metric>['over'] }): boolean => over !== 'now';

const counted = (expression: Expression): Expression => (expression.unit === COUNT ? { ...expression, whole: true } : expression);

/** How often something happened: observations of a histogram, a second or over the range. */
export function events<M extends Metric>(metric: M, question: Question<M>): Expression {
  const unit = summed(question) ? COUNT : unitOfEvents(metric);
  return counted(promql(growth(metric, question, 'count'), unit, labelsOf(question.by)));
}

/** How fast a counter, or the sum of a histogram, grows; for seconds it is a share of time. */
export function spent<M extends Metric>(metric: M, question: Question<M>): Expression {
  const part = metric.instrument === 'histogram' ? 'sum' : undefined;
  const unit = summed(question) ? unitOf(metric) : unitPerSecond(metric);
  return counted(promql(growth(metric, question, part), unit, labelsOf(question.by)));
}

/** Quantile of an explicit-bucket histogram; no result where nothing happened. */
export function quantile<M extends Metric>(share: number, metric: M, question: Question<M>): Expression {
  // `>= 0` drops NaN, which is the quantile of nothing.
  const text = `histogram_quantile(${share}, ${growth(metric, question, 'bucket', 'le')}) >= 0`;
  return promql(text, unitOf(metric), labelsOf(question.by), true);
}

/** How many observations fell into each bucket since the last moment, for a heat map over the buckets' bounds. */
export function buckets<M extends Metric>(metric: M, where: readonly Matcher<M>[] = []): Expression {
  const text = `sum ${by(metric, 'le')} (increase(${scoped(metric, where, 'bucket')}[$__rate_interval]))`;
  return promql(text, unitOf(metric), ['le'], true);
}

/** Present value of a gauge or an up-down counter, put together by `how`. */
export function level<M extends Metric>(how: 'sum' | 'max' | 'min', metric: M, question: Question<M>): Expression {
  // Pushed series end without a stale marker: read plainly, a process that ended would count for five more minutes.
  const fresh = `last_over_time(${scoped(metric, question.where)}[$__rate_interval])`;
  return promql(`${how} ${by(metric, ...question.by)} (${fresh})`, unitOf(metric), labelsOf(question.by));
}

/** How many processes sent the metric in the last `windowS` seconds; 0 for those that did earlier in the range and went silent. */
export function reporting<M extends Metric>(metric: M, question: Question<M>, windowS: number): Expression {
  const count = (window: string): string =>
    `count ${by(metric, ...question.by)} (last_over_time(${scoped(metric, question.where)}[${window}]))`;
  return promql(`${count(`${windowS}s`)} or 0 * ${count('$__range')}`, COUNT, labelsOf(question.by));
}

/** How many processes began in the range: those whose uptime was below `youngS` seconds in it; 0 for those that only went on. */
export function starts<M extends Metric>(uptime: M, question: Question<M>, youngS: number): Expression {
  const youngest = `min_over_time(${scoped(uptime, question.where)}[$__range])`;
  const count = (what: string): string => `count ${by(uptime, ...question.by)} (${what})`;
  return promql(`${count(`${youngest} < ${youngS}`)} or 0 * ${count(youngest)}`, COUNT, labelsOf(question.by));
}

/** Share of `part` in `whole`, which have the same labels: 0 where there is a whole without a part, nothing where there is no whole. */
export function ratio(part: Expression, whole: Expression): Expression {
  return promql(`(${part.text} or 0 * ${whole.text}) / (${whole.text} > 0)`, SHARE, whole.labels);
}

/** Only the results for which `condition` has one above 0. */
export function onlyWhere(expression: Expression, condition: Expression): Expression {
  return { ...expression, text: `${expression.text} and ${condition.text} > 0` };
}

/** The highest results at each moment. */
export function highest(count: number, expression: Expression): Expression {
  return { ...expression, text: `topk(${count}, ${expression.text})` };
}

/** Puts `text` where the label has no value, so that legends and tables have no blank. */
export function named(expression: Expression, key: string, text: string): Expression {
  const label = prometheusLabel({ key });
  return { ...expression, text: `label_replace(${expression.text}, "${label}", "${text}", "${label}", "")` };
}

/** Shows the first eight characters of label `from` as label `key`, short enough for a legend; links still have the whole. */
export function shortened(expression: Expression, from: string, key: string): Expression {
  const [source, target] = [prometheusLabel({ key: from }), prometheusLabel({ key })];
  const text = `label_replace(${expression.text}, "${target}", "$1", "${source}", "(.{1,8}).*")`;
  return { ...expression, text, labels: [...expression.labels, target], unshown: [source] };
}
