// What the viewer writes into a dashboard's queries: intervals, time ranges and choices, each as Grafana does it.

import { expect } from 'chai';
import { filledIn } from '../../dashboards/kit/data-sources.ts';
import { type Choice, inAddress, inQuery, readChosen } from '../../dashboards/render/choices.ts';
import { formatInterval, parseDurationMs, roundInterval } from '../../dashboards/render/durations.ts';
import { lokiMacros, lokiStepMs, promMacros, promStepMs } from '../../dashboards/render/intervals.ts';
import { STORE_PORTS } from '../../dashboards/render/queries/stores.ts';
import { VIEWER_PORT } from '../../dashboards/render/serve.ts';
import { fill, fillLabels } from '../../dashboards/render/template.ts';
import { parseTimeRange } from '../../dashboards/render/time-range.ts';
import { PORTS } from '../../stack/ports.ts';

const NOW_MS = Date.UTC(2026, 4, 13, 12, 34, 56);
const lastHours = (hours: number) => parseTimeRange(`now-${hours}h`, 'now', NOW_MS);

describe('intervals of rendered dashboards', () => {
  it('are 15 s for an hour, and 2 min for a day in 780 points, as in Grafana', () => {
    expect(promStepMs(lastHours(1), 780)).to.equal(15_000);
    expect(promStepMs(lastHours(24), 780)).to.equal(120_000);
  });
  it('make $__rate_interval 4 scrapes of 15 s at least, and the step plus one scrape where that is longer', () => {
    expect(promMacros(lastHours(1), 15_000)).to.include({ __rate_interval: '60s', __interval: '15s', __range: '3600s', __range_s: '3600' });
    expect(promMacros(lastHours(24), 120_000).__rate_interval).to.equal('135s');
  });
  it('obey the smallest step that a query asks for', () => {
    expect(promStepMs(lastHours(1), 780, '1m')).to.equal(60_000);
    expect(promMacros(lastHours(1), 60_000, '1m').__rate_interval).to.equal('240s');
    expect(lokiStepMs(lastHours(1), 780, '15s')).to.equal(15_000);
  });
  it('make $__auto the step of a LogQL range, and the whole range of a LogQL instant', () => {
    const range = lastHours(6);
    const stepMs = lokiStepMs(range, 780);
    expect(stepMs).to.equal(30_000);
    expect(lokiMacros(range, stepMs, false).__auto).to.equal('30s');
    expect(lokiMacros(range, stepMs, true).__auto).to.equal('21600s');
  });
  it('never ask for more than 11000 points', () => {
    const range = parseTimeRange('now-30d', 'now', NOW_MS);
    expect((range.toMs - range.fromMs) / promStepMs(range, 1e6)).to.be.at.most(11_000);
  });
  for (const [ms, rounded] of [
    [12_000, 10_000],
    [15_500, 15_000],
    [46_000, 60_000],
    [110_769, 120_000],
    [3_600_000, 3_600_000],
    [1_814_400_001, 2_592_000_000],
  ] as const) {
    it(`round ${ms} ms to ${rounded} ms`, () => expect(roundInterval(ms)).to.equal(rounded));
  }
  it('are written with one unit and read with any', () => {
    expect([90_000, 7_200_000, 250].map(formatInterval)).to.deep.equal(['1m', '2h', '250ms']);
    expect(['30s', '5m', '7d', '1M', '5 m', 'x'].map(parseDurationMs)).to.deep.equal([
      30_000,
      300_000,
      604_800_000,
      2_592_000_000,
      undefined,
      undefined,
    ]);
  });
});

describe('time ranges of rendered dashboards', () => {
  it('take what Grafana writes: relative, rounded, milliseconds, dates', () => {
    expect(lastHours(1).fromMs).to.equal(NOW_MS - 3_600_000);
    expect(parseTimeRange('1778670000000', '2026-05-13T12:00:00Z', NOW_MS)).to.include({
      fromMs: 1_778_670_000_000,
      toMs: Date.UTC(2026, 4, 13, 12),
    });
    const today = parseTimeRange('now/d', 'now/d', NOW_MS);
    expect(today.toMs - today.fromMs).to.equal(86_400_000 - 1);
    expect(new Date(today.fromMs).getHours()).to.equal(0);
  });
  for (const [from, to] of [
    ['now', 'now-1h'],
    ['now-2y', 'now'],
    ['yesterday', 'now'],
    ['now-1x', 'now'],
    ['now1h', 'now'],
  ] as const) {
    it(`refuse ${from} to ${to} and say so`, () => expect(() => parseTimeRange(from, to, NOW_MS)).to.throw(from));
  }
});

describe('choices of rendered dashboards', () => {
  const variable = { name: 'service', type: 'query', multi: true, includeAll: true, allValue: '.*', current: { value: ['$__all'] } };
  const choose = (...wanted: string[]): Choice => ({ variable, options: ['a', 'b'], chosen: readChosen(variable, wanted) });

  it('put the value for all, one value or a group into a query', () => {
    expect(inQuery(choose('$__all'))).to.equal('.*');
    expect(inQuery(choose('All'))).to.equal('.*');
    expect(inQuery(choose())).to.equal('.*');
    expect(inQuery(choose('a.b'))).to.equal('a\\\\.b');
    expect(inQuery(choose('a', 'b'))).to.equal('(a|b)');
  });
  it('stay within the quotes of the query, whatever an address chooses', () => {
    const filled = `up{service_name=~"${inQuery(choose('"} or vector(1) #\n'))}"}`;
    expect(filled).to.equal('up{service_name=~"\\"\\\\} or vector\\\\(1\\\\) #\\n"}');
  });
  it('are written into an address as Grafana reads them', () => {
    expect(inAddress(choose('a b', 'c'))).to.equal('var-service=a%20b&var-service=c');
    expect(inAddress(choose())).to.equal('var-service=%24__all');
  });
  it('hold at most 100 values of 300 characters', () => {
    expect(() => choose(...Array.from({ length: 101 }, (_, at) => String(at)))).to.throw('at most 100');
    expect(() => choose('x'.repeat(301))).to.throw('300 characters');
  });
});

describe('placeholders of rendered dashboards', () => {
  const lookup = ({ expression }: { expression: string }) =>
    ({ name: 'a/b', many: ['a', 'b'], '__field.labels.http_route': '/x y' })[expression];

  it('are filled in all their forms and formats', () => {
    expect(fill(`$name ${filledIn('name')} [[name]]`, lookup)).to.equal('a/b a/b a/b');
    expect(fill(['many:pipe', 'many:csv', 'many:regex', 'name:percentencode'].map(filledIn).join(' '), lookup)).to.equal(
      'a|b a,b (a|b) a%2Fb',
    );
    expect(fill(filledIn('__field.labels.http_route:percentencode'), lookup)).to.equal('%2Fx%20y');
  });
  it('stay as they are where nothing is known, such as $1 of label_replace', () =>
    expect(fill(`$1 ${filledIn('other')}`, lookup)).to.equal(`$1 ${filledIn('other')}`));
  it('refuse a format that is not known, by its name', () => expect(() => fill(filledIn('name:glob'), lookup)).to.throw('"glob"'));
  it('take labels into a legend and leave out those that are missing', () =>
    expect(fillLabels('{{service_name}} {{ missing }} p99', { service_name: 'api' })).to.equal('api  p99'));
});

describe('ports of rendered dashboards', () => {
  it('are those of the launcher', () => {
    for (const [name, port] of Object.entries(STORE_PORTS)) expect(PORTS[name as keyof typeof STORE_PORTS]).to.include(port);
    expect(PORTS.dashboards).to.include(VIEWER_PORT);
  });
});
