// What the Collector has taken is not lost: not by kill -9, not with a store down, not by a bad neighbour; else it is refused or counted.

import { expect } from 'chai';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { keyValues, logs, metrics, nowNanos, postOtlp } from '../support/otlp-json.ts';
import { queryLoki, queryPrometheus } from '../support/store-queries.ts';
import { waitFor } from '../support/wait.ts';

/** The Collector looks for a store that was down again within 10 s. */
const DRAINED_WITHIN_MS = 40_000;
const REQUESTS = 20;
const LINES_A_REQUEST = 10;

const resource = (service: string) => ({ 'service.name': service, 'service.instance.id': service });
const line = (text: string) => ({ timeUnixNano: nowNanos(), body: { stringValue: text } });
const sum = (aggregationTemporality: number) => ({
  name: 'app.orders',
  sum: {
    aggregationTemporality,
    isMonotonic: true,
    dataPoints: [{ startTimeUnixNano: nowNanos(-1_000), timeUnixNano: nowNanos(), asInt: '7', attributes: keyValues({}) }],
  },
});
const CUMULATIVE = 2;
const DELTA = 1;

describe('Collector with a store down', function () {
  this.timeout(90_000);
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  let collectorUrl: string;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    for (const name of ['collector', 'prometheus', 'loki'] as const) await programsOf(name);
  });
  beforeEach(async () => {
    place = await makePlace();
    backEnds = new BackEnds(place);
    collectorUrl = baseUrl(place.ports, 'otlpHttp');
  });
  afterEach(async () => {
    await backEnds.stopAll();
    place.remove();
  });

  it('delivers 200 of 200 log lines that it took before kill -9, once it and Loki are back', async () => {
    await backEnds.start('collector');
    const wanted = new Set<string>();
    for (let request = 0; request < REQUESTS; request += 1) {
      const texts = Array.from({ length: LINES_A_REQUEST }, (_, index) => `line ${request}-${index}`);
      await postOtlp(collectorUrl, 'logs', logs(resource('durable'), texts.map(line)));
      for (const text of texts) wanted.add(text);
    }
    await backEnds.stop('collector', 'SIGKILL');
    await backEnds.start('loki');
    await backEnds.start('collector');
    const arrived = async () => {
      const streams = await queryLoki(baseUrl(place.ports, 'loki'), '{service_name="durable"}');
      const lines = new Set(streams.flatMap((stream) => stream.values.map((value: string[]) => value[1])));
      return lines.size === wanted.size && lines;
    };
    expect(await waitFor('all lines in Loki', arrived, DRAINED_WITHIN_MS, 250)).to.deep.equal(wanted);
  });

  it('delivers what one service sends although Prometheus refuses what another sends, and counts the refused point', async () => {
    await backEnds.start('collector');
    await postOtlp(collectorUrl, 'metrics', metrics(resource('refused'), [sum(DELTA)]));
    await postOtlp(collectorUrl, 'metrics', metrics(resource('good'), [sum(CUMULATIVE)]));
    await backEnds.start('prometheus');
    const arrived = async () => (await queryPrometheus(baseUrl(place.ports, 'prometheus'), 'app_orders_total'))[0];
    expect((await waitFor('the metric of the good service', arrived, DRAINED_WITHIN_MS, 250)).metric.job).to.equal('good');
    const own = await (await fetch(`${baseUrl(place.ports, 'collectorMetrics')}/metrics`)).text();
    expect(own).to.match(/^otelcol_exporter_send_failed_metric_points_total\{.*otlp_http\/prometheus.*\} 1$/m);
  });

  it('answers 503 when its queue on disk is full, so that the sender keeps the rest', async () => {
    const queue = 'yaml:exporters::otlp_http/loki::sending_queue: {queue_size: 2000, batch: {min_size: 1000, max_size: 2000}}';
    await backEnds.start('collector', ['--config', queue]);
    const request = logs(resource('full'), [line('x'.repeat(900))]);
    const refusal = await waitFor(
      'a refusal',
      () =>
        postOtlp(collectorUrl, 'logs', request).then(
          () => undefined,
          (error: Error) => error,
        ),
      10_000,
    );
    expect(refusal.message).to.match(/answered 503/);
    const own = await (await fetch(`${baseUrl(place.ports, 'collectorMetrics')}/metrics`)).text();
    expect(own).to.match(/^otelcol_exporter_enqueue_failed_log_records_total\{.*otlp_http\/loki.*\} 1$/m);
  });
});
