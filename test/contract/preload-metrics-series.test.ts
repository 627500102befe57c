// Series are born at zero, so that the first error counts; and none has more series than its budget, whoever makes it.

import { expect } from 'chai';
import { telemetryMetric } from '../../instrumentation/vocabulary/domains/telemetry.ts';
import { metric } from '../../instrumentation/vocabulary/index.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { missingIn, strangersIn } from '../support/closed-world.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { type Point, Sink } from '../support/sink.ts';
import { queryPrometheus } from '../support/store-queries.ts';
import { waitFor } from '../support/wait.ts';

const OVERFLOW = 'otel.metric.overflow';
const DURATION = metric.httpServerRequestDuration.name;
const ours = (stderr: string) => stderr.split('\n').filter((line) => line.includes('PERAGUS-'));

describe('a series of a counter or histogram', () => {
  const sink = new Sink();
  before(async () => {
    await runApp('notes-import.mjs', { env: sendTo(await sink.listen()) });
  });
  after(() => sink.close());

  it('begins with 0, before its first value, in an earlier request', () => {
    const errors = sink.points.filter(({ metric, attributes }) => metric === DURATION && attributes['http.response.status_code'] === 500);
    expect(errors.map(({ value }) => value).slice(0, 2)).to.deep.equal([0, 1]);
    expect(errors[0]?.timeMs).to.be.lessThan(errors[1]?.timeMs ?? 0);
    const requests = sink.bodies.filter((body) => body.includes(DURATION));
    expect(requests[0])
      .to.match(/"count":"?0/)
      .and.not.match(/"count":"?[1-9]/);
  });

  it('has one 0 only, and gauges and observed totals have none', () => {
    const zeros = new Map<string, number>();
    for (const { metric: name, attributes, value } of sink.points) {
      const identity = `${name} ${JSON.stringify(attributes)}`;
      if (name === DURATION && value === 0) zeros.set(identity, (zeros.get(identity) ?? 0) + 1);
    }
    expect([...new Set(zeros.values())]).to.deep.equal([1]);
    const observed = sink.points.filter(({ metric: name }) => name === metric.processCpuTime.name || name === metric.processUptime.name);
    expect(observed).to.have.length.greaterThan(0);
    expect(observed.filter(({ value }) => value === 0)).to.deep.equal([]);
  });
});

describe('Prometheus behind the Collector', function () {
  this.timeout(120_000);
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    for (const name of ['collector', 'prometheus'] as const) await programsOf(name);
    place = await makePlace();
    backEnds = new BackEnds(place);
    await Promise.all([backEnds.start('prometheus'), backEnds.start('collector')]);
  });
  after(async () => {
    await backEnds?.stopAll();
    place?.remove();
  });

  it('counts a single error that was never preceded by another', async () => {
    const env = { ...sendTo(baseUrl(place.ports, 'otlpHttp')), OTEL_METRIC_EXPORT_INTERVAL: '1000' };
    await runApp('notes-import.mjs', { env });
    const query = 'increase(http_server_request_duration_seconds_count{http_response_status_code="500"}[1m])';
    const [found] = await waitFor(
      'the error',
      () => queryPrometheus(baseUrl(place.ports, 'prometheus'), query).then((all) => all[0] && all),
      15_000,
    );
    expect(Number(found?.value[1])).to.be.at.least(1);
  });
});

describe('a metric of the application with more series than its budget', () => {
  const CUSTOMERS = 40;
  const BUDGET = 10;
  const sink = new Sink();
  let stderr = '';
  let orders: Point[] = [];
  before(async () => {
    const env = { ...sendTo(await sink.listen()), PERAGUS_METRIC_SERIES_MAX: String(BUDGET) };
    ({ stderr } = await runApp('own-metrics.mjs', { args: [String(CUSTOMERS), '4'], env }));
    orders = sink.points.filter(({ metric: name }) => name === 'shop.orders');
  });
  after(() => sink.close());

  it('has no more over all exports, not in each alone', () => {
    const own = orders.filter(({ attributes }) => !(OVERFLOW in attributes));
    expect(new Set(own.map(({ attributes }) => attributes.customer)).size).to.equal(BUDGET);
  });

  it('loses nothing: the rest is in the overflow series', () => {
    const last = new Map(orders.map(({ attributes, value }) => [JSON.stringify(attributes), value]));
    expect([...last.values()].reduce((sum, value) => sum + value, 0)).to.equal(CUSTOMERS);
    expect(last.get(JSON.stringify({ [OVERFLOW]: true }))).to.equal(CUSTOMERS - BUDGET);
  });

  it('is counted, with the attribute to blame', () => {
    expect(missingIn(sink, telemetryMetric)).to.deep.equal([]);
    expect(strangersIn(sink)).to.deep.equal([]);
    const folded = sink.points.filter(({ metric: name }) => name === telemetryMetric.telemetryFolded.name).at(-1);
    expect(folded?.attributes).to.deep.equal({ 'peragus.metric.name': 'shop.orders', 'peragus.metric.attribute': 'customer' });
    expect(folded?.value).to.equal(CUSTOMERS - BUDGET);
  });

  it('is named in one line', () => {
    expect(ours(stderr)).to.have.lengthOf(1);
    expect(ours(stderr)[0]).to.include('PERAGUS-040').and.include('shop.orders').and.include('customer');
  });

  it('says nothing when all fits', async () => {
    const quiet = new Sink();
    const ended = await runApp('own-metrics.mjs', {
      args: ['10', '2'],
      env: { ...sendTo(await quiet.listen()), PERAGUS_METRIC_SERIES_MAX: '10' },
    });
    await quiet.close();
    expect(ours(ended.stderr)).to.deep.equal([]);
    expect(quiet.points.filter(({ attributes }) => OVERFLOW in attributes)).to.deep.equal([]);
  });
});
