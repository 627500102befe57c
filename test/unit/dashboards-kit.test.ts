// The kit refuses panels that would leave a reader alone, and mends what the SDK leaves out.

import { expect } from 'chai';
import { buildClassic } from '../../dashboards/kit/classic/dashboard.ts';
import { colourNames, NEUTRAL } from '../../dashboards/kit/colours.ts';
import { filledIn } from '../../dashboards/kit/data-sources.ts';
import { events, level, quantile, ratio, shortened, spent } from '../../dashboards/kit/expression.ts';
import { layOut } from '../../dashboards/kit/layout.ts';
import { encodeAround, inRow, inSeries, inVariable, linkUrl, toLogs, toTraces } from '../../dashboards/kit/links.ts';
import type { Dashboard } from '../../dashboards/kit/model.ts';
import { stat, table, timeSeries } from '../../dashboards/kit/panels.ts';
import { type Board, readBoard } from '../../dashboards/lint/board.ts';
import { attribute, metric, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';

const { serviceName } = resourceAttribute;
const requests = metric.httpServerRequestDuration;
const by = [serviceName.key] as const;
const texts = { title: 'T', shows: 'S.', normal: 'N.', otherwise: 'O.', empty: 'E' };
const links = [toTraces('traces', [serviceName]), toLogs('logs', [serviceName])];
const good = { ...texts, links, queries: [{ expression: events(requests, { by }) }] };

const dashboard = (panels: Dashboard['rows'][number]['panels']): Dashboard => ({
  uid: 'one',
  title: 'One',
  description: '',
  tags: ['t'],
  choices: [],
  annotations: [],
  rows: [{ title: 'Row', panels }],
  refreshS: 30,
});
const built = (...panels: Dashboard['rows'][number]['panels']): Board => readBoard(buildClassic(dashboard(panels)));

describe('dashboard kit', () => {
  describe('refuses a panel', () => {
    for (const name of Object.keys(texts) as (keyof typeof texts)[]) {
      it(`without the text "${name}"`, () => {
        expect(() => timeSeries({ ...good, [name]: ' ' })).to.throw(`has no text for "${name}"`);
      });
    }

    it('without a query, and with a query without a unit', () => {
      expect(() => timeSeries({ ...good, queries: [] })).to.throw('has no query');
      const expression = { ...events(requests, { by }), unit: '' };
      expect(() => timeSeries({ ...good, queries: [{ expression }] })).to.throw('without a unit');
    });

    it('whose queries differ in unit', () => {
      const queries = [{ expression: events(requests, { by }) }, { expression: quantile(0.5, requests, { by }) }];
      expect(() => timeSeries({ ...good, queries })).to.throw('mixes the units reqps and s');
    });

    it('without a link to traces, or to logs', () => {
      expect(() => timeSeries({ ...good, links: links.slice(1) })).to.throw('has no link to traces');
      expect(() => timeSeries({ ...good, links: links.slice(0, 1) })).to.throw('has no link to logs');
    });

    it('with a link that carries a label its results do not have', () => {
      const lost = [toTraces('route', [serviceName, attribute.httpRoute]), ...links];
      expect(() => timeSeries({ ...good, links: lost })).to.throw('carries http.route');
    });

    it('that is a table ordered by a column it does not have', () => {
      const values = [
        { heading: 'A', expression: events(requests, { by }) },
        { heading: 'B', expression: events(requests, { by }) },
      ];
      expect(() => table({ ...texts, links, keys: [], values, orderBy: 'C', rows: 5 })).to.throw('ordered by "C"');
    });
  });

  describe('expressions', () => {
    it('take their unit from the vocabulary', () => {
      expect(level('max', metric.heapUsed, { by }).unit).to.equal('bytes');
      expect(level('max', metric.eventLoopDelayP99, { by }).unit).to.equal('s');
      expect(level('max', metric.eventLoopUtilization, { by }).unit).to.equal('percentunit');
      expect(level('max', metric.resourceActive, { by }).unit).to.equal('short');
      expect(quantile(0.99, metric.gcDuration, { by }).unit).to.equal('s');
      expect(events(requests, { by }).unit).to.equal('reqps');
      expect(events(metric.dbClientOperationDuration, { by }).unit).to.equal('ops');
      expect(events(requests, { by, over: 'range' }).unit).to.equal('short');
      expect(spent(metric.processCpuTime, { by }).unit).to.equal('percentunit');
    });

    it('are narrowed by the choices, and by the route only where the metric has one', () => {
      const base = 'deployment_environment_name=~"$environment", service_name=~"$service", instance=~"$instance"';
      expect(level('max', metric.heapLimit, { by }).text).to.equal(
        `max by (service_name) (last_over_time(v8js_memory_heap_limit_bytes{${base}}[$__rate_interval]))`,
      );
      expect(events(requests, { by }).text).to.contain(`{${base}, http_route=~"$route"}[$__rate_interval]`);
    });

    it('divide so that no part is 0 and no whole is empty', () => {
      const [part, whole] = [events(requests, { by, where: [['error.type', '=', 'x']] }), events(requests, { by })];
      expect(ratio(part, whole).text).to.equal(`(${part.text} or 0 * ${whole.text}) / (${whole.text} > 0)`);
    });

    it('show a short instance and keep the whole one for links', () => {
      const expression = shortened(level('max', metric.heapLimit, { by: ['service.instance.id'] }), 'service.instance.id', 'instance');
      const board = built(timeSeries({ ...good, links: [toTraces('t', []), toLogs('l', [])], queries: [{ expression, suffix: 'max' }] }));
      expect(board.panels[1]?.targets?.[0]?.legendFormat).to.equal('{{instance}} max');
      expect(expression.labels).to.include('service_instance_id');
    });
  });

  describe('links', () => {
    const panes = (url: string) => JSON.parse(decodeURIComponent(url.slice(url.indexOf('panes=') + 6)).replaceAll(/\$\{[^}]+\}/g, 'x')).a;

    it('are Explore addresses with service, route and time range, of series, rows and choices', () => {
      const link = toTraces('t', [serviceName, attribute.httpRoute], { errorsOnly: true, slowerThanS: 0.5 });
      const columns = [
        { attribute: serviceName, heading: 'Service' },
        { attribute: attribute.httpRoute, heading: 'Route' },
      ];
      for (const place of [inSeries, inRow(columns), inVariable]) {
        const url = linkUrl(link, place);
        expect(url).to.match(/^\/explore\?schemaVersion=1&panes=%7B/);
        const pane = panes(url);
        expect(pane.queries[0].query).to.match(
          /^\{resource\.service\.name=~?"x" && span\.http\.route=~?"x" && status=error && duration>500ms\}$/,
        );
        expect(pane.range).to.deep.equal({ from: 'x', to: 'x' });
      }
    });

    it('keep what Grafana fills in readable and encode all else', () => {
      const placeholder = filledIn('x.y["z"]:percentencode');
      expect(encodeAround(`{"a b":"${placeholder}"}`)).to.equal(`%7B%22a%20b%22%3A%22${placeholder}%22%7D`);
    });

    it('fail on a value that the place does not have', () => {
      expect(() => linkUrl(toLogs('l', [serviceName]), inRow([]))).to.throw('no column for it');
      expect(() => linkUrl(toLogs('l', [attribute.gcType]), inVariable)).to.throw('no dashboard variable chooses it');
    });
  });

  it('lays panels out in 24 columns without overlaps', () => {
    const wide = { ...good, height: 9 };
    const panels = ([12, 6, 12, 24, 6] as const).map((width) => timeSeries({ ...wide, width }));
    const [row] = layOut([{ title: 'R', panels }]);
    expect(row?.panels.map(({ position }) => [position.x, position.y])).to.deep.equal([
      [0, 1],
      [12, 1],
      [0, 10],
      [0, 19],
      [0, 28],
    ]);
  });

  it('gives no colour twice, and fails when the palette is used up', () => {
    expect(new Set(colourNames(['a', 'b', 'c', 'd', 'e']).map(({ colour }) => colour)).size).to.equal(5);
    expect(() => colourNames(['a', 'b', 'c', 'd', 'e', 'f'])).to.throw('the palette has 5');
  });

  it('writes the same bytes whatever order the panel was described in', () => {
    const reversed = Object.fromEntries(Object.entries(good).reverse()) as typeof good;
    expect(buildClassic(dashboard([timeSeries(good)]))).to.equal(buildClassic(dashboard([timeSeries(reversed)])));
  });

  it('mends what the SDK leaves out: ids from 1, letters, legend, list of annotations, links bar in sight', () => {
    const instant = stat({ ...texts, links, query: { expression: events(requests, { by }) }, scale: NEUTRAL, mode: 'now' });
    const board = built(timeSeries({ ...good, queries: [...good.queries, ...good.queries] }), instant);
    expect(board.panels.map(({ id }) => id)).to.deep.equal([1, 2, 3]);
    expect(board.panels[1]?.targets?.map(({ refId }) => refId)).to.deep.equal(['A', 'B']);
    expect(board.panels[1]?.options?.legend?.showLegend).to.equal(true);
    expect(board.panels[2]?.targets?.[0]?.instant).to.equal(true);
    expect(board.annotations.list).to.deep.equal([]);
    expect(board.links[0]).not.to.have.property('placement');
  });
});
