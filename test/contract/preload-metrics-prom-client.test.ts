// The application's own prom-client metrics arrive over OTLP, with names and labels kept; nothing of the application changes.

import { expect } from 'chai';
import { strangersIn } from '../support/closed-world.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const ours = (stderr: string) => stderr.split('\n').filter((line) => line.includes('PERAGUS-'));
const namesIn = (stdout: string) => stdout.split('\n').filter((line) => /^(# TYPE|registerMetric|read) /.test(line));
/** Kind, labels and value of each series when it was read last. */
const lastOf = (sink: Sink, prefix: string) =>
  Object.fromEntries(
    sink.points
      .filter(({ scope, metric }) => scope === 'prom-client' && metric.startsWith(prefix))
      .map(({ metric, kind, attributes, value }) => [`${metric} ${Object.entries(attributes).join(' ')}`.trim(), `${kind} ${value}`]),
  );

for (const app of ['shop-require.cjs', 'shop-import.mjs']) {
  describe(`prom-client in ${app}`, () => {
    const sink = new Sink();
    let stdout = '';
    let stderr = '';
    before(async () => {
      ({ stdout, stderr } = await runApp(app, { env: sendTo(await sink.listen()) }));
    });
    after(() => sink.close());

    it('gives all kinds, each once, and a name without _total stays', () => {
      expect(lastOf(sink, 'shop')).to.deep.equal({
        'shop_orders_total country,AT status,paid': 'sum 1',
        shop_jobs: 'gauge 3',
        'shop:total:bytes': 'gauge 1',
        shop_total_bytes: 'gauge 512',
        'shop_stock shelf,a': 'gauge 7',
        'shop_wait_seconds country,AT': 'histogram 5',
        'shop_weight_kilograms quantile,0.5': 'gauge 2',
        'shop_weight_kilograms quantile,0.9': 'gauge 3',
        shop_weight_kilograms_sum: 'gauge 6',
        shop_weight_kilograms_count: 'gauge 3',
        'shop_staff branch,vienna': 'gauge 4',
      });
    });

    it('gives each bucket its own count', () => {
      const wait = sink.bodies
        .join('\n')
        .match(/"name":"shop_wait_seconds".*?"bucketCounts":\[([^\]]*)\].*?"explicitBounds":\[([^\]]*)\]/g);
      expect(wait?.at(-1))
        .to.match(/"bucketCounts":\["?2"?,"?1"?,"?1"?,"?1"?\]/)
        .and.include('"explicitBounds":[0.1,1,2.5]');
    });

    it('gives the default metrics, and none twice in one export', () => {
      expect(Object.keys(lastOf(sink, 'process_')))
        .to.include('process_cpu_seconds_total')
        .and.include('process_resident_memory_bytes');
      // Zeros travel in a request of their own.
      for (const body of sink.bodies) expect(body.match(/"name":"process_cpu_seconds_total"/g) ?? []).to.have.length.below(2);
      expect(strangersIn(sink)).to.deep.equal([]);
    });

    it('changes neither the output nor the functions of prom-client', async () => {
      const without = await runApp(app, { preload: false });
      expect(namesIn(stdout).filter((line) => !line.startsWith('read'))).to.deep.equal(
        namesIn(without.stdout).filter((line) => !line.startsWith('read')),
      );
      expect(stdout).to.include('read at times');
      expect(stderr).to.equal(without.stderr);
    });
  });
}

describe('a prom-client metric', () => {
  it('that fails or never answers is left out with one line; the others arrive and the application ends', async () => {
    const sink = new Sink();
    const { code, stderr } = await runApp('shop-import.mjs', { args: ['broken'], env: sendTo(await sink.listen()) });
    await sink.close();
    expect(code).to.equal(0);
    expect(ours(stderr)).to.have.lengthOf(1);
    expect(ours(stderr)[0]).to.include('PERAGUS-041').and.include('shop_broken').and.include('no stock list');
    expect(lastOf(sink, 'shop_staff')).to.deep.equal({ 'shop_staff branch,vienna': 'gauge 4' });
    expect(lastOf(sink, 'shop_slow')).to.deep.equal({});
  });

  it('with more series than the budget keeps as many; the rest is counted and named', async () => {
    const sink = new Sink();
    const env = { ...sendTo(await sink.listen()), PERAGUS_METRIC_SERIES_MAX: '10' };
    const { stderr } = await runApp('shop-crowd.mjs', { env });
    await sink.close();
    expect(Object.keys(lastOf(sink, 'shop_guests'))).to.have.lengthOf(10);
    expect(ours(stderr)).to.have.lengthOf(1);
    expect(ours(stderr)[0]).to.include('PERAGUS-040').and.include('shop_guests').and.include('guest');
  });

  it('is left alone when the library is disabled', async () => {
    const sink = new Sink();
    await runApp('shop-crowd.mjs', { env: { ...sendTo(await sink.listen()), OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'prom-client' } });
    await sink.close();
    expect(sink.points.filter(({ scope }) => scope === 'prom-client')).to.deep.equal([]);
  });
});
