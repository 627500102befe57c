// Series families out of the vocabulary, as rules select them and cases feed them.

import {
  type HistogramPart,
  type Matcher,
  type Metric,
  prometheusLabel,
  prometheusName,
  select,
} from '../instrumentation/vocabulary/index.ts';
import type { Family } from './kit/kinds/kind.ts';
import type { Labels } from './kit/rule-case.ts';

type AnyMatcher = readonly [string, '=' | '!=' | '=~' | '!~', string];

/** Labels that a series must have for `=` matchers; `found` gives one that the other matchers find. */
function labelsOf(where: readonly AnyMatcher[], found: Labels): Labels {
  const equal = where.filter(([, operator]) => operator === '=').map(([label, , value]) => [label, value] as const);
  return { ...Object.fromEntries([...equal, ...Object.entries(found)].map(([label, value]) => [prometheusLabel({ key: label }), value])) };
}

/** A family of a metric of the vocabulary. */
export function family<M extends Metric>(
  metric: M,
  { where = [], part, found = {} }: { where?: readonly Matcher<M>[]; part?: HistogramPart; found?: Labels } = {},
): Family {
  return { selector: select(metric, where, part), name: prometheusName(metric, part), labels: labelsOf(where, found) };
}

/** The bucket of a histogram that ends at `bound`, which must be one of its boundaries. */
export function bucket<M extends Metric>(metric: M, bound: number, where: readonly Matcher<M>[] = [], found: Labels = {}): Family {
  if (!metric.buckets?.includes(bound)) throw new RangeError(`${metric.name} has no bucket that ends at ${bound}.`);
  // As Prometheus writes the bounds of OTLP: `1`. Only what it scrapes has `1.0`.
  const le = String(bound);
  const of = family(metric, { where, part: 'bucket', found });
  const matchers = [...(of.selector.match(/\{(.*)\}$/)?.[1]?.split(/, (?=\w+[=!])/) ?? []), `le="${le}"`];
  return { ...of, selector: `${of.name}{${matchers.join(', ')}}`, labels: { ...of.labels, le } };
}
