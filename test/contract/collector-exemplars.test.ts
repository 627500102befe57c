// An exemplar on a latency series leads to a trace that is there, also where most traces are sampled out.

import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { attribute as a, collectorMetric, prometheusName } from '../../instrumentation/vocabulary/index.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { keyValues, nowNanos, postOtlp, traces } from '../support/otlp-json.ts';
import { queryExemplars, queryPrometheus, readTrace } from '../support/store-queries.ts';
import { waitFor } from '../support/wait.ts';

const TRACES = 600;
const ONE_IN = 50;
const ROUTES = ['/fast', '/slow', '/broken'];
const ARRIVES_WITHIN_MS = 30_000;
const BUCKET = prometheusName(collectorMetric.spanDuration, 'bucket');
const COUNT = prometheusName(collectorMetric.spanDuration, 'count');

describe('exemplars', function () {
  this.timeout(60_000);
  let place: Awaited<ReturnType<typeof makePlace>>;
  let stores: BackEnds;
  let collector: CollectorRun;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    for (const name of ['collector', 'prometheus', 'tempo'] as const) await programsOf(name);
    place = await makePlace();
    stores = new BackEnds(place);
    await Promise.all([stores.start('prometheus'), stores.start('tempo')]);
    const environment = {
      PERAGUS_PROMETHEUS_URL: baseUrl(place.ports, 'prometheus'),
      PERAGUS_TEMPO_OTLP_URL: baseUrl(place.ports, 'tempoOtlp'),
      PERAGUS_SAMPLE_ONE_IN: String(ONE_IN),
      PERAGUS_SAMPLING_WAIT: '2s',
    };
    const more = ['yaml:connectors::span_metrics::metrics_flush_interval: 1s'];
    collector = await CollectorRun.start('single', { environment, more });
    const spans = Array.from({ length: TRACES }, (_, index) => {
      const route = ROUTES[index % 100 < 98 ? 0 : 1 + (index % 2)] as string;
      return {
        traceId: randomBytes(16).toString('hex'),
        spanId: randomBytes(8).toString('hex'),
        name: `GET ${route}`,
        kind: 2,
        startTimeUnixNano: nowNanos(route === '/slow' ? -3_000 : -30),
        endTimeUnixNano: nowNanos(),
        status: { code: route === '/broken' ? 2 : 0 },
        attributes: keyValues({ [a.httpRoute.key]: route }),
      };
    });
    // In steps, so that several intervals have their exemplars.
    for (let at = 0; at < TRACES; at += 100) {
      await postOtlp(collector.otlpUrl, 'traces', traces({ 'service.name': 'exemplary' }, spans.slice(at, at + 100)));
      const sent = (await collector.metrics()).sum('otelcol_exporter_sent_metric_points_total');
      await waitFor('a flush', async () => (await collector.metrics()).sum('otelcol_exporter_sent_metric_points_total') > sent, 10_000);
    }
  });
  after(async () => {
    await collector?.remove();
    await stores?.stopAll();
    place?.remove();
  });

  it(`lead to traces that exist, 100 % of them, while ${ONE_IN - 1} in ${ONE_IN} traces are sampled out`, async () => {
    const ofRoute = (route: string) => queryExemplars(baseUrl(place.ports, 'prometheus'), `${BUCKET}{http_route="${route}"}`);
    const found = await waitFor(
      'exemplars of all routes',
      async () => {
        const lists = await Promise.all(ROUTES.map(ofRoute));
        return lists.every((list) => list.length > 0) && lists.flat();
      },
      ARRIVES_WITHIN_MS,
    );
    const ids = [...new Set(found.map(({ labels }) => labels.trace_id as string))];
    expect(ids.length).to.be.greaterThan(5);
    for (const id of ids) await waitFor(`trace ${id}`, () => readTrace(baseUrl(place.ports, 'tempo'), id), ARRIVES_WITHIN_MS);
    expect((await collector.metrics()).sum('otelcol_exporter_sent_spans_total')).to.be.lessThan(TRACES / 5);
  });

  it(`stand on series that count each of ${TRACES} requests once`, async () => {
    const total = async () => (await queryPrometheus(baseUrl(place.ports, 'prometheus'), `sum(${COUNT})`))[0]?.value[1];
    await waitFor('the count', async () => (await total()) === String(TRACES), ARRIVES_WITHIN_MS);
    const series = await queryPrometheus(baseUrl(place.ports, 'prometheus'), COUNT);
    expect(series.map(({ metric }) => metric.http_route)).to.have.members(ROUTES);
  });
});
