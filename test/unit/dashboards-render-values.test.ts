// How the viewer writes values: with the units of the dashboards, round on an axis, and never as markup.

import { expect } from 'chai';
import { DASHBOARDS } from '../../dashboards/build.ts';
import { buildClassic } from '../../dashboards/kit/classic/dashboard.ts';
import type { FieldConfig } from '../../dashboards/render/board.ts';
import { makeAxis } from '../../dashboards/render/charts/axis.ts';
import { drawEvents } from '../../dashboards/render/charts/event-marks.ts';
import { bucketsOf } from '../../dashboards/render/charts/heat-map.ts';
import { joinSpans } from '../../dashboards/render/charts/state-timeline.ts';
import { timeTicks } from '../../dashboards/render/charts/time-axis.ts';
import { safeColour, stepFor } from '../../dashboards/render/colours.ts';
import { configFor } from '../../dashboards/render/field-config.ts';
import { asJson, html, safeUrl } from '../../dashboards/render/page/html.ts';
import { drawMarkdown } from '../../dashboards/render/panels/markdown.ts';
import { stateOf } from '../../dashboards/render/panels/series-state.ts';
import { tableOf } from '../../dashboards/render/table-frame.ts';
import { formatLimit, formatValue, isKnownUnit } from '../../dashboards/render/units.ts';

/** Every `unit` anywhere in a dashboard. */
function unitsIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  const own = 'unit' in value && typeof value.unit === 'string' ? [value.unit] : [];
  const overridden = 'id' in value && value.id === 'unit' && 'value' in value ? [String(value.value)] : [];
  return [...own, ...overridden, ...Object.values(value).flatMap(unitsIn)];
}

describe('values of rendered dashboards', () => {
  const units = [...new Set(DASHBOARDS.flatMap((model) => unitsIn(JSON.parse(buildClassic(model)))))];
  it(`know ${units.length} of ${units.length} units that the dashboards use`, () => {
    expect(units).to.not.be.empty;
    expect(units.filter((unit) => !isKnownUnit(unit))).to.deep.equal([]);
    expect(isKnownUnit('furlong')).to.equal(false);
  });

  for (const [value, unit, text] of [
    [0.0213, 's', '21.3 ms'],
    [0, 's', '0 s'],
    [0.0000071, 's', '7.10 µs'],
    [95, 's', '1.58 min'],
    [90_000, 's', '1.04 day'],
    [0.0042, 'percentunit', '0.420%'],
    [1, 'percentunit', '100%'],
    [1_536, 'bytes', '1.50 KiB'],
    [268_435_456, 'bytes', '256 MiB'],
    [1_500, 'Bps', '1.50 kB/s'],
    [0.25, 'reqps', '0.250 req/s'],
    [12_345, 'short', '12.3 K'],
    [3, 'short', '3'],
    [0.0034, 'currencyUSD', '$0.00340'],
    [7, 'furlong', '7 furlong'],
    [Number.POSITIVE_INFINITY, 's', '∞ year'],
  ] as const) {
    it(`write ${value} ${unit} as ${text}`, () => expect(formatValue(value, unit)).to.equal(text));
  }

  it('write limits without digits that say nothing', () => {
    const limits = [
      [0.001, 'percentunit'],
      [0.005, 'percentunit'],
      [14.4, 'short'],
      [0.5, 's'],
      [2.5, 's'],
      [400 * 2 ** 20, 'bytes'],
      [0.05, 'currencyUSD'],
    ] as const;
    expect(limits.map(([value, unit]) => formatLimit(value, unit))).to.deep.equal([
      '0.1%',
      '0.5%',
      '14.4',
      '500 ms',
      '2.5 s',
      '400 MiB',
      '$0.05',
    ]);
  });
  it('have no half of a thing on the axis of what comes in whole numbers', () => {
    expect(makeAxis([0, 1], { min: 0 }, 'short', 5)).to.include({ interval: 1, max: 1 });
    expect(makeAxis([0, 0.5], { min: 0 }, 'short', 5)).to.include({ interval: 0.1 });
  });
  it('reach below 0 on an axis that begins there, when they do', () => {
    expect(makeAxis([0.8, -1.3], { softMin: 0 }, 'percentunit', 5)).to.include({ min: -1.5, max: 1 });
    expect(makeAxis([0.8, 0.2], { softMin: 0 }, 'percentunit', 5)).to.include({ min: 0, max: 0.8 });
  });
  it('have one mark for events that begin together, which names them all, and one of each colour', () => {
    const event = (kind: string, title: string, fromMs: number) => ({ kind, title, text: '', colour: `#00000${kind}`, fromMs, toMs: 90 });
    const events = [event('1', 'First', 10), event('1', 'Second', 12), event('2', 'Deploy', 11), event('1', 'Third', 50)];
    const axis = makeAxis([1], { min: 0 }, 's', 5);
    const place = (x: number, y: number): [number, number] => [x, y];
    const marks = drawEvents({ events, range: { fromMs: 0, toMs: 100, from: '', to: '' } }, axis, { svg: '', place });
    const titles = marks.map((mark) => /<title>([^<]*)/.exec((mark as { text: string }).text)?.[1]?.match(/[A-Z][a-z]+/g));
    expect(titles).to.deep.equal([['First', 'Second'], ['Deploy'], ['Third']]);
  });
  it('have round ticks with just enough decimals on an axis', () => {
    const labels = (max: number, unit: string): string[] => {
      const axis = makeAxis([max], { min: 0 }, unit, 5);
      return Array.from({ length: Math.round(axis.max / axis.interval) + 1 }, (_, at) => axis.label(at * axis.interval));
    };
    expect(labels(0.19, 'reqps')).to.deep.equal(['0.00 req/s', '0.05 req/s', '0.10 req/s', '0.15 req/s', '0.20 req/s']);
    expect(labels(300 * 2 ** 20, 'bytes').at(-1)).to.equal('320 MiB');
    expect(labels(700, 's')).to.deep.equal(['0 s', '5 min', '10 min', '15 min']);
    expect(labels(1.25, 's')).to.deep.equal(['0 s', '250 ms', '500 ms', '750 ms', '1.00 s', '1.25 s']);
    expect(labels(0, 'percentunit').at(-1)).to.equal('1.0%');
  });
  it('have at most as many ticks of time as there is room for, all within the range', () => {
    const range = { fromMs: Date.UTC(2026, 4, 1, 10, 3), toMs: Date.UTC(2026, 4, 1, 11, 3) };
    const ticks = timeTicks(range, 300);
    expect(ticks.length).to.be.within(2, 5);
    expect(ticks.every((tick) => tick >= range.fromMs && tick <= range.toMs && tick % 60_000 === 0)).to.equal(true);
  });

  it('say between which thresholds they lie, and take the highest step that they reach', () => {
    const config: FieldConfig = {
      unit: 's',
      thresholds: {
        mode: 'absolute',
        steps: [
          { color: '#009E73', value: null },
          { color: '#E69F00', value: 0.5 },
          { color: '#D55E00', value: 1 },
        ],
      },
    };
    expect([0.1, 0.5, 3].map((value) => stateOf(value, config))).to.deep.equal(['below 500 ms', '500 ms to 1 s', '1 s or more']);
    expect(stepFor(config.thresholds?.steps, 0.5)?.color).to.equal('#E69F00');
  });
  it('take defaults first, then each override that matches, and refuse a matcher that is not known', () => {
    const overrides = [
      {
        matcher: { id: 'byRegexp', options: '/\\bapi\\b/i' },
        properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: '#0072B2' } }],
      },
      { matcher: { id: 'byFrameRefID', options: 'B' }, properties: [{ id: 'custom.lineWidth', value: 1 }] },
    ];
    const panel = {
      id: 1,
      type: 'timeseries',
      title: '',
      gridPos: { x: 0, y: 0, w: 1, h: 1 },
      fieldConfig: { defaults: { unit: 's' }, overrides },
    };
    const config = configFor(panel, { name: 'peragus-API p95', refId: 'B', type: 'number' });
    expect(config).to.deep.equal({ unit: 's', color: { mode: 'fixed', fixedColor: '#0072B2' }, custom: { lineWidth: 1 } });
    const strange = { ...panel, fieldConfig: { defaults: {}, overrides: [{ matcher: { id: 'byMood', options: '' }, properties: [] }] } };
    expect(() => configFor(strange, { name: '', refId: 'A', type: 'number' })).to.throw('byMood');
  });

  it('are merged into one row for each combination of labels, ordered and cut', () => {
    const series = (refId: string, route: string, value: number) => ({ refId, name: '', labels: { route }, points: [[0, value] as const] });
    const data = {
      series: [series('A', '/a', 1), series('A', '/b', 2), series('B', '/a', 10)],
      exemplars: [],
      lines: [],
      traces: [],
      spans: [],
      alerts: [],
      failures: [],
      sent: [],
    };
    const target = (refId: string) => ({ refId, datasource: { type: 'prometheus', uid: '' } });
    const transformations = [
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: { excludeByName: { Time: true }, indexByName: { route: 0 }, renameByName: { 'Value #A': 'p95', 'Value #B': 'count' } },
      },
      { id: 'sortBy', options: { sort: [{ field: 'p95', desc: true }] } },
      { id: 'limit', options: { limitField: 1 } },
    ];
    const panel = {
      id: 1,
      type: 'table',
      title: '',
      gridPos: { x: 0, y: 0, w: 1, h: 1 },
      targets: [target('A'), target('B')],
      transformations,
    };
    expect(tableOf(panel, data)).to.deep.equal({ columns: ['route', 'p95', 'count'], rows: [{ route: '/b', p95: 2, count: null }] });
    expect(() => tableOf({ ...panel, transformations: [{ id: 'shuffle', options: {} }] }, data)).to.throw('shuffle');
  });
  it('of cumulative buckets become counts of each bucket', () => {
    const bucket = (le: string, value: number) => ({ refId: 'A', name: le, labels: { le }, points: [[0, value] as const] });
    const counts = bucketsOf([bucket('+Inf', 9), bucket('1', 7), bucket('0.5', 3)]).map(({ upTo, counts: [first] }) => [
      upTo,
      first?.count,
    ]);
    expect(counts).to.deep.equal([
      [0.5, 3],
      [1, 4],
      [Infinity, 2],
    ]);
  });
  it('of one state in a row become one span', () => {
    const span = (fromMs: number, text: string) => ({ fromMs, toMs: fromMs + 1, text, colour: '#009E73' });
    expect(joinSpans([span(0, 'up'), span(1, 'up'), span(2, 'down')]).map(({ toMs }) => toMs)).to.deep.equal([2, 3]);
  });
});

describe('markup of rendered dashboards', () => {
  const HOSTILE = `<script>alert(1)</script>"'&`;
  it('escapes what is put into it, once, also in attributes and nested pieces', () =>
    expect(html`<p title="${HOSTILE}">${[html`<b>${HOSTILE}</b>`]}</p>`.text).to.equal(
      '<p title="&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"><b>&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;</b></p>',
    ));
  it('lets no data end its script', () => expect(asJson({ a: '</script>' }).text).not.to.include('</script>'));
  it('links to pages and to nothing else', () => {
    expect(['/d/a', 'https://x', '#a'].map(safeUrl)).to.deep.equal(['/d/a', 'https://x', '#a']);
    expect(['javascript:alert(1)', '//x', 'data:text/html,x', ''].map(safeUrl)).to.deep.equal([undefined, undefined, undefined, undefined]);
  });
  it('makes bold, code, lists and links of Markdown, and text of HTML', () => {
    const drawn = html`${drawMarkdown('**a** `b` <i>c</i>\n\n- [d](https://x)\n- [e](javascript:f)')}`.text;
    expect(drawn).to.equal('<p><b>a</b> <code>b</code> &lt;i&gt;c&lt;/i&gt;</p><ul><li><a href="https://x">d</a></li><li>e</li></ul>');
  });
  it('takes colours from the JSON only where they are colours', () =>
    expect(['#D55E00', 'green', 'red;background:url(x)', undefined].map(safeColour)).to.deep.equal([
      '#D55E00',
      '#5B8C2A',
      'var(--muted)',
      'var(--muted)',
    ]));
});
