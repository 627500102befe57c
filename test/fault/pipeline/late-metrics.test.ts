// R34: metrics that waited for ten minutes while Prometheus was away are there once it is back, in their own time, beside those that came meanwhile.

import { expect } from 'chai';
import { baseUrl } from '../../../stack/processes/addresses.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../../support/back-ends.ts';
import { OwnMetrics } from '../../support/collector-metrics.ts';
import { figures } from '../../support/figures.ts';
import { keyValues, metrics, nowNanos, postOtlp } from '../../support/otlp-json.ts';
import { type Json, queryPrometheus } from '../../support/store-queries.ts';
import { waitFor } from '../../support/wait.ts';

const OUTAGE_MS = 10 * 60_000;
const EVERY_MS = 15_000;
const SAMPLES = OUTAGE_MS / EVERY_MS;
/** The longest delay between two attempts of the Collector, and one scrape. */
const WITHIN_MS = 25_000;
/** What Prometheus counts of samples that it doesn't want. */
const REFUSED = ['out_of_order', 'too_old', 'out_of_bound'].map((why) => `prometheus_tsdb_${why}_samples_total`);

const sample = (ageMs: number, value: number): object => ({
  name: 'late.orders',
  unit: '1',
  sum: {
    aggregationTemporality: 2,
    isMonotonic: true,
    dataPoints: [
      {
        startTimeUnixNano: nowNanos(-OUTAGE_MS - EVERY_MS),
        timeUnixNano: nowNanos(-ageMs),
        asInt: String(value),
        attributes: keyValues({}),
      },
    ],
  },
});

describe('R34: metrics of an outage of Prometheus of 10 minutes', function () {
  this.timeout(90_000);
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    for (const name of ['collector', 'prometheus'] as const) await programsOf(name);
    place = await makePlace();
    backEnds = new BackEnds(place);
  });
  after(async () => {
    await backEnds?.stopAll();
    place?.remove();
  });

  it(`are all there: ${SAMPLES} of ${SAMPLES} samples that are up to 10 minutes older than one that came first, 0 refused`, async () => {
    const resource = { 'service.name': 'late', 'service.instance.id': 'one' };
    const collectorUrl = baseUrl(place.ports, 'otlpHttp');
    const url = baseUrl(place.ports, 'prometheus');
    await backEnds.start('prometheus');
    await backEnds.start('collector');
    // The newest sample of the series comes first: everything after it is out of order.
    await postOtlp(collectorUrl, 'metrics', metrics(resource, [sample(0, SAMPLES + 1)]));
    await waitFor('the newest sample', async () => (await queryPrometheus(url, 'late_orders_total'))[0], WITHIN_MS, 100);
    await backEnds.stop('prometheus');
    for (let number = 0; number < SAMPLES; number += 1) {
      await postOtlp(collectorUrl, 'metrics', metrics(resource, [sample(OUTAGE_MS - number * EVERY_MS, number + 1)]));
    }
    await backEnds.start('prometheus');
    const backMs = performance.now();
    const stored = async () => {
      const [series] = await queryPrometheus(url, `late_orders_total[${OUTAGE_MS / 60_000 + 2}m]`);
      return series && new Set(series.values.map(([, value]: Json) => Number(value)));
    };
    const isWhole = async () => {
      const values = await stored();
      return Array.from({ length: SAMPLES }, (_, number) => number + 1).every((value) => values?.has(value));
    };
    await waitFor('all samples', isWhole, WITHIN_MS, 200).catch(async (error: Error) => {
      throw new Error(`${error.message} There are ${(await stored())?.size}.`);
    });
    figures('R34', { samples: SAMPLES, withinMs: performance.now() - backMs });
    const prometheus = new OwnMetrics(await (await fetch(`${url}/metrics`)).text());
    for (const name of REFUSED) {
      expect(
        prometheus.samples.map((each) => each.name),
        'the counter',
      ).to.include(name);
      expect(prometheus.sum(name), name).to.equal(0);
    }
    const own = await (await fetch(`${baseUrl(place.ports, 'collectorMetrics')}/metrics`)).text();
    expect(own).not.to.match(/^otelcol_exporter_send_failed_metric_points_total\{.*prometheus.*\} [1-9]/m);
  });
});
