// Two exits for the same metrics: what a Prometheus scrapes at the door is what arrives in it over OTLP, series by series.

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { PROMOTED_RESOURCE_ATTRIBUTES, prometheusLabel } from '../../instrumentation/vocabulary/index.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { findFreePort, isPortOpen } from '../support/free-ports.ts';
import { type RunningApp, runApp, sendTo, startApp } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';
import { queryPrometheus } from '../support/store-queries.ts';
import { waitFor } from '../support/wait.ts';

const doorAt = (port: number) => ({
  OTEL_METRICS_EXPORTER: 'otlp,prometheus',
  OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
  OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
});
const LOADED_URLS = join(import.meta.dirname, '../fixtures/apps/loaded-urls.mjs');
const ours = (stderr: string) => stderr.split('\n').filter((line) => line.includes('PERAGUS-'));
/** Labels that the scraper gives, or that Prometheus makes of the resource. */
const OF_THE_WAY = ['job', 'instance'];

type Series = Readonly<Record<string, string>>;
const asLine = (series: Series) =>
  `${series.__name__}{${Object.keys(series)
    .filter((label) => label !== '__name__' && !OF_THE_WAY.includes(label))
    .sort()
    // While it scrapes, Prometheus 3 writes the bound 1 as 1.0 and 1048576 as 1.048576e+06; over OTLP they stay (docs/decisions/0005).
    .map((label) => `${label}=${JSON.stringify(label === 'le' ? String(Number(series[label])) : series[label])}`)
    .join(', ')}}`;

describe('a Prometheus that gets metrics over OTLP and at the door', function () {
  this.timeout(120_000);
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  let app: RunningApp;
  let port: number;
  let shopPort: string | undefined;
  let otlp: string[] = [];
  let door: string[] = [];
  let shop: string[] = [];

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    for (const name of ['collector', 'prometheus'] as const) await programsOf(name);
    place = await makePlace();
    backEnds = new BackEnds(place);
    port = await findFreePort();
    await Promise.all([backEnds.start('prometheus'), backEnds.start('collector')]);
    const env = {
      ...sendTo(baseUrl(place.ports, 'otlpHttp')),
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=food,deployment.environment.name=test,team=cooks,odd-key.1=x',
      OTEL_SERVICE_NAME: 'kitchen',
      // The Collector makes metrics of spans, too.
      OTEL_TRACES_EXPORTER: 'none',
      ...doorAt(port),
    };
    app = startApp('two-exits.mjs', { env });
    let stdout = '';
    app.child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    await app.printed('cooking');
    shopPort = await waitFor('the shop', () => /open at (\d+)/.exec(stdout)?.[1], 5000);
    const often = { __scrape_interval__: '500ms', __scrape_timeout__: '500ms' };
    const targets = [
      { targets: [`127.0.0.1:${port}`], labels: { job: 'door', ...often } },
      { targets: [`127.0.0.1:${shopPort}`], labels: { job: 'shop', ...often } },
    ];
    writeFileSync(join(place.data, 'prometheus', 'targets', 'stack.yaml'), stringify(targets));
    // Of the last moments only, because what was sent stays visible for minutes; and without prom-client's active resources,
    // whose series are what is open just then: to read or to send is itself a timer and a socket.
    const read = async (matchers: string) =>
      [
        ...new Set(
          (await queryPrometheus(baseUrl(place.ports, 'prometheus'), `last_over_time({${matchers}}[3s])`)).map(({ metric }) =>
            asLine(metric),
          ),
        ),
      ].sort();
    const look = async () => {
      otlp = await read('service_name="kitchen", job="food/kitchen", __name__!~"nodejs_active_.*"');
      door = await read('service_name="kitchen", job="door", __name__!~"nodejs_active_.*"');
      shop = await read('__name__=~"shop.*|process_.*|nodejs_.*", __name__!~"nodejs_active_.*", job="shop"');
      return shop.length > 20 && door.length > 50 && otlp.join('\n') === door.join('\n');
    };
    await waitFor('the same series from both', look, 20_000, 500).catch(() => undefined);
  });
  after(async () => {
    app?.child.kill('SIGKILL');
    await backEnds?.stopAll();
    place?.remove();
  });

  it('has the same names and labels from both', () => {
    const onlyAtTheDoor = door.filter((series) => !otlp.includes(series));
    const onlyOverOtlp = otlp.filter((series) => !door.includes(series));
    expect({ onlyAtTheDoor, onlyOverOtlp }).to.deep.equal({ onlyAtTheDoor: [], onlyOverOtlp: [] });
    expect(otlp.length).to.be.greaterThan(100);
    expect(otlp.filter((series) => series.startsWith('target_info{'))).to.have.lengthOf(1);
  });

  it('has prom-client metrics over OTLP with the names and labels of a scrape of the application itself', () => {
    const promoted = PROMOTED_RESOURCE_ATTRIBUTES.map(prometheusLabel).join('|');
    const sent = new Set(otlp.map((series) => series.replace(new RegExp(`(?:, )?(?:${promoted})="[^"]*"`, 'g'), '').replace('{, ', '{')));
    expect(shop.length).to.be.greaterThan(20);
    // The application itself merges two registries, which loses the default label of one.
    const expected = shop.map((series) => series.replace('shop_staff{}', 'shop_staff{branch="vienna"}'));
    expect(expected.filter((series) => !sent.has(series))).to.deep.equal([]);
  });

  it('gets the type of each family at the door', async () => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    for (const line of [
      'http_server_request_duration_seconds histogram',
      'process_cpu_time_seconds_total counter',
      'process_memory_usage_bytes gauge',
      'nodejs_eventloop_utilization_ratio gauge',
      'kitchen_dishes_total counter',
      'shop_jobs gauge',
      'shop_wait_seconds histogram',
    ])
      expect(text).to.match(new RegExp(`^# TYPE ${line}$`, 'm'));
  });
});

const isOpen = (port: number) => waitFor('the door', () => isPortOpen(port), 5000);

describe('the door', () => {
  it('neither shows in telemetry nor keeps the process alive, scraped or not', async () => {
    const sink = new Sink();
    const port = await findFreePort();
    const app = startApp('lingers.mjs', { env: { ...sendTo(await sink.listen()), ...doorAt(port) } });
    await app.printed('lingering');
    await isOpen(port);
    // A scraper that keeps its connection: it must not hold up the end.
    const idle = connect(port, '127.0.0.1');
    idle.on('error', () => {});
    const scrapes = ['/metrics', '/metrics', '/elsewhere'].map((path) =>
      fetch(`http://127.0.0.1:${port}${path}`).then((answer) => answer.status),
    );
    expect(await Promise.all(scrapes)).to.deep.equal([200, 200, 404]);
    const { code, stderr } = await app.ended;
    idle.destroy();
    await sink.close();
    expect({ code, ours: ours(stderr) }).to.deep.equal({ code: 0, ours: [] });
    expect(sink.points).to.have.length.greaterThan(0);
    expect(sink.spans).to.deep.equal([]);
    expect(sink.points.filter(({ metric }) => metric.startsWith('http.server'))).to.deep.equal([]);
  });

  it('works without OTLP', async () => {
    const port = await findFreePort();
    const app = startApp('lingers.mjs', {
      env: { ...doorAt(port), OTEL_METRICS_EXPORTER: 'prometheus', OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
    });
    await app.printed('lingering');
    await isOpen(port);
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).to.include('process_uptime_seconds{');
    expect((await app.ended).code).to.equal(0);
  });

  it('says in one line that its port is taken, and the application runs', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const sink = new Sink();
    const env = { ...sendTo(await sink.listen()), ...doorAt((taken.address() as AddressInfo).port) };
    const { code, stdout, stderr } = await runApp('lingers.mjs', { env });
    taken.close();
    await sink.close();
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'lingering\n' });
    expect(ours(stderr)).to.have.lengthOf(1);
    expect(ours(stderr)[0]).to.include('PERAGUS-042').and.include('EADDRINUSE');
  });

  it('is closed, and its code not loaded, unless somebody asks for it', async () => {
    const sink = new Sink();
    const { stdout } = await runApp('lingers.mjs', { env: sendTo(await sink.listen()), flags: ['--import', LOADED_URLS] });
    await sink.close();
    expect(stdout).to.include('loaded ').and.not.include('exporter-prometheus');
  });
});
