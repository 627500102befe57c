// The proof takes queries apart at the right places; a mutation elsewhere would prove nothing.

import { expect } from 'chai';
import { excludingMatchers, type Language, partsOf, withoutEntry, withPart } from '../../dashboards/proof/query-parts.ts';

const PROMQL = 'topk(3, sum by (service_name, le) (rate(a_total{x=~"$service", y!="z"}[$__rate_interval]))) or 0 * count by (le) (b)';
const LOGQL =
  'sum by (level) (count_over_time({app=~".+", env=~"$environment"} | id=~"$instance" | kind!="" [$__auto])) unless sum by (level) (count_over_time({app="x"} [$__auto] offset $__range))';
const TRACEQL = '{resource.service.name=~"$service" && span.http.route!="" && status=error} | select(span.http.route, span.size)';

const read = (text: string, { from, to }: { from: number; to: number }): string => text.slice(from, to);

const selectorsIn = (language: Language, text: string): string[] => partsOf(language, text).selectors.map((part) => read(text, part));
const matchersIn = (language: Language, text: string): string[] =>
  partsOf(language, text).selectors.flatMap(({ matchers }) =>
    matchers.map(({ labelAt, operator, valueAt }) => `${read(text, labelAt)} ${operator} ${valueAt ? read(text, valueAt) : '-'}`),
  );

describe('parts of a query', () => {
  it('are 2 of 2 PromQL selectors, their metrics, matchers and the labels of results, with macros as they are', () => {
    expect(selectorsIn('promql', PROMQL)).to.deep.equal(['a_total{x=~"$service", y!="z"}', 'b']);
    expect(matchersIn('promql', PROMQL)).to.deep.equal(['x =~ $service', 'y != z']);
    const { selectors, grouped } = partsOf('promql', PROMQL);
    expect(selectors.map(({ nameAt }) => nameAt && read(PROMQL, nameAt))).to.deep.equal(['a_total', 'b']);
    expect(grouped.map((label) => read(PROMQL, label))).to.deep.equal(['service_name', 'le', 'le']);
  });

  it('are 2 of 2 LogQL selectors with the filters behind them, without the window', () => {
    expect(selectorsIn('logql', LOGQL)).to.deep.equal(['{app=~".+", env=~"$environment"} | id=~"$instance" | kind!=""', '{app="x"}']);
    expect(matchersIn('logql', LOGQL)).to.deep.equal(['app =~ .+', 'env =~ $environment', 'id =~ $instance', 'kind != ', 'app = x']);
    expect(partsOf('logql', LOGQL).grouped.map((label) => read(LOGQL, label))).to.deep.equal(['level', 'level']);
  });

  it('are the conditions of a TraceQL search and what it shows', () => {
    expect(matchersIn('traceql', TRACEQL)).to.deep.equal(['resource.service.name =~ $service', 'span.http.route != ', 'status = -']);
    expect(partsOf('traceql', TRACEQL).shown.map((name) => read(TRACEQL, name))).to.deep.equal(['span.http.route', 'span.size']);
  });

  it('leave a query that reads as before when one is taken out: first, middle or last', () => {
    const without = (language: Language, text: string, at: number): string => {
      const [selector] = partsOf(language, text).selectors;
      const matcher = selector?.matchers[at];
      if (!selector || !matcher) throw new Error('There is no such matcher.');
      return selectorsIn(language, withoutEntry(text, matcher))[0] ?? '';
    };
    expect([0, 1].map((at) => without('promql', PROMQL, at))).to.deep.equal(['a_total{y!="z"}', 'a_total{x=~"$service"}']);
    expect([1, 2, 3].map((at) => without('logql', LOGQL, at))).to.deep.equal([
      '{app=~".+"} | id=~"$instance" | kind!=""',
      '{app=~".+", env=~"$environment"} | kind!=""',
      '{app=~".+", env=~"$environment"} | id=~"$instance"',
    ]);
    expect([0, 1, 2].map((at) => without('traceql', TRACEQL, at))).to.deep.equal([
      '{span.http.route!="" && status=error}',
      '{resource.service.name=~"$service" && status=error}',
      '{resource.service.name=~"$service" && span.http.route!=""}',
    ]);
  });

  it('tell what excludes, and take something else in their place', () => {
    const [selector] = partsOf('promql', PROMQL).selectors;
    expect(selector && excludingMatchers('promql', selector).map(({ label }) => label)).to.deep.equal(['y']);
    expect(selector?.nameAt && withPart(PROMQL, selector.nameAt, 'c')).to.equal(PROMQL.replace('a_total', 'c'));
  });
});
