// Our own metrics without the metrics SDK: right on the wire as protobuf, next to those of the application, for which it is loaded.

import { join } from 'node:path';
import { expect } from 'chai';
import { metric } from '../../instrumentation/vocabulary/index.ts';
import { type Decoded, readMetrics } from '../support/otlp.ts';
import { receiveRaw } from '../support/raw-receiver.ts';
import { runApp, sendTo } from '../support/run-app.ts';

const LOADED_URLS = join(import.meta.dirname, '../fixtures/apps/loaded-urls.mjs');
const CUMULATIVE = 2;
const DURATION = metric.httpServerRequestDuration;
const OWN_SCOPE = '@peragus/observability';

/** All metrics that arrive, request by request, in the order of their arrival. */
async function metricsOf(app: string, env: Record<string, string> = {}, args: string[] = []) {
  const receiver = await receiveRaw();
  const ended = await runApp(app, {
    env: { ...sendTo(receiver.endpoint), OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', ...env },
    flags: ['--import', LOADED_URLS],
    args,
  });
  receiver.close();
  const bodies = receiver.requests.filter(({ path }) => path.endsWith('/v1/metrics')).map(({ body }) => readMetrics(body));
  const metrics: Decoded[] = bodies.flatMap(({ resourceMetrics }) =>
    resourceMetrics[0].scopeMetrics.flatMap(({ scope, metrics: of }: Decoded) => of.map((one: Decoded) => ({ ...one, scope: scope.name }))),
  );
  return { metrics, ...ended };
}

const sdkOf = (stdout: string) => stdout.split('\n').filter((line) => line.includes('/sdk-meters.'));

describe('metrics of ours as protobuf', () => {
  let found: Awaited<ReturnType<typeof metricsOf>>;
  before(async () => {
    found = await metricsOf('notes-import.mjs');
  });

  it('are cumulative histograms with unit, description and buckets of the vocabulary', () => {
    const durations = found.metrics.filter(({ name }) => name === DURATION.name);
    expect(durations).to.have.length.greaterThan(1);
    for (const { unit, description, histogram, scope } of durations) {
      expect({ unit, description, scope }).to.deep.equal({ unit: DURATION.unit, description: DURATION.brief, scope: OWN_SCOPE });
      expect(histogram.aggregationTemporality).to.equal(CUMULATIVE);
      for (const point of histogram.dataPoints) {
        expect(point.explicitBounds).to.deep.equal(DURATION.buckets);
        expect(point.bucketCounts.map(Number).reduce((sum: number, count: number) => sum + count, 0)).to.equal(Number(point.count));
      }
    }
  });

  it('begin with 0, and each point after it ends later than it begins', () => {
    const points = found.metrics.filter(({ name }) => name === DURATION.name).flatMap(({ histogram }) => histogram.dataPoints);
    const errors = points.filter(({ attributes }: Decoded) =>
      attributes.some(({ key, value }: Decoded) => key === 'http.response.status_code' && Number(value.intValue) === 500),
    );
    expect(errors.slice(0, 2).map(({ count }: Decoded) => Number(count))).to.deep.equal([0, 1]);
    expect(errors[1].max).to.equal(errors[1].min).and.equal(errors[1].sum);
    for (const { startTimeUnixNano, timeUnixNano, count } of points)
      if (Number(count) > 0) expect(BigInt(timeUnixNano) >= BigInt(startTimeUnixNano)).to.equal(true);
  });

  it('need no SDK of metrics', () => {
    expect(found.code).to.equal(0);
    expect(sdkOf(found.stdout)).to.deep.equal([]);
  });
});

describe('metrics of the application', () => {
  it('load the SDK and arrive next to ours', async () => {
    const { metrics, stdout } = await metricsOf('own-metrics.mjs', {}, ['3', '1']);
    expect(sdkOf(stdout)).to.have.lengthOf(1);
    const last = (name: string) => metrics.findLast((one) => one.name === name);
    expect(last('shop.orders')).to.include({ scope: 'shop', description: 'Orders' });
    expect(last('shop.orders')?.sum.dataPoints).to.have.lengthOf(3);
    expect(last('shop.wait')?.histogram.dataPoints[0].count).to.equal('1');
    expect(last(metric.processUptime.name)?.scope).to.equal(OWN_SCOPE);
  });

  it('leave when the application flushes its provider, and no longer once it has shut it down', async () => {
    const { metrics, stdout, stderr } = await metricsOf('metrics-flush.mjs', { OTEL_METRIC_EXPORT_INTERVAL: '3600000' });
    expect(stdout).to.match(/^flushed\nshut down\n/);
    expect(stderr).to.equal('');
    const values = metrics.filter(({ name, sum }) => name === 'shop.orders' && sum).map(({ sum }) => Number(sum.dataPoints[0].asDouble));
    expect(values).to.deep.equal([0, 1, 3]);
  });
});
