// OTEL_CONFIG_FILE: the SDK is what the file says; our libraries, privacy and budgets still apply; a wrong file costs one line.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { strangersIn } from '../support/closed-world.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const LOADED_URLS = join(import.meta.dirname, '../fixtures/apps/loaded-urls.mjs');
const SERVER = 2;
const ours = (stderr: string) => stderr.split('\n').filter((line) => line.includes('PERAGUS-'));

/** Metrics are sent at the end of the process, and a slow machine has time for it. */
const READER = { interval: 5_000, timeout: 5_000 };

/** A configuration that sends everything as JSON to `endpoint`, quickly. */
const configuration = (endpoint: string, more: Record<string, unknown> = {}, reader: Record<string, unknown> = READER) => {
  const exporter = (signal: string) => ({ otlp_http: { endpoint: `${endpoint}/v1/${signal}`, encoding: 'json' } });
  return {
    file_format: '1.0',
    resource: { attributes: [{ name: 'service.name', value: 'from-the-file' }] },
    propagator: { composite: [{ tracecontext: null }] },
    tracer_provider: { processors: [{ batch: { schedule_delay: 50, exporter: exporter('traces') } }] },
    logger_provider: { processors: [{ batch: { schedule_delay: 50, exporter: exporter('logs') } }] },
    meter_provider: { readers: [{ periodic: { ...reader, exporter: exporter('metrics') } }] },
    ...more,
  };
};

describe('OTEL_CONFIG_FILE', () => {
  const folder = mkdtempSync(join(tmpdir(), 'peragus-config-file-'));
  const sink = new Sink();
  let endpoint = '';
  const file = (name: string, content: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : stringify(content));
    return path;
  };
  before(async () => {
    endpoint = await sink.listen();
  });
  beforeEach(() => {
    for (const kept of [sink.spans, sink.logs, sink.points, sink.bodies]) kept.length = 0;
  });
  after(async () => {
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('sets up all three signals, with our libraries and privacy, and says nothing', async () => {
    const env = { OTEL_CONFIG_FILE: file('good.yaml', configuration(endpoint)) };
    const without = await runApp('notes-import.mjs', { preload: false });
    const { code, stderr } = await runApp('notes-import.mjs', { env });
    expect({ code, stderr: stderr.replaceAll(/127\.0\.0\.1:\d+/g, '') }).to.deep.equal({ code: 0, stderr: without.stderr });
    expect(sink.spans.every(({ resource }) => resource['service.name'] === 'from-the-file')).to.equal(true);
    const server = sink.spans.find(({ name, kind }) => name === 'GET /users/:user/notes/:note' && kind === SERVER);
    expect(sink.spans.filter(({ parentSpanId }) => parentSpanId === server?.spanId).map(({ name }) => name)).to.include('SELECT notes');
    expect(sink.logs.find(({ body }) => body === 'read a note')?.traceId).to.be.oneOf(sink.spans.map(({ traceId }) => traceId));
    expect(sink.points.filter(({ metric }) => metric === 'http.server.request.duration')).to.have.length.greaterThan(0);
    expect(sink.bodies.join('\n')).to.not.match(/canary-in-a-(query|literal|parameter)/);
    expect(strangersIn({ ...sink, spans: [], points: sink.points } as unknown as Sink)).to.deep.equal([]);
  });

  it('bounds the metrics of the application and sends those of prom-client', async () => {
    const env = { OTEL_CONFIG_FILE: file('bound.yaml', configuration(endpoint)), PERAGUS_METRIC_SERIES_MAX: '10' };
    const { stderr } = await runApp('own-metrics.mjs', { args: ['40', '4'], env });
    expect(ours(stderr).map((line) => line.slice(9, 20))).to.deep.equal(['PERAGUS-040']);
    expect(sink.points.filter(({ metric }) => metric === 'peragus.telemetry.folded').at(-1)?.value).to.equal(30);
    await runApp('shop-import.mjs', { env: { OTEL_CONFIG_FILE: env.OTEL_CONFIG_FILE } });
    expect(sink.points.filter(({ metric, scope }) => metric === 'shop_orders_total' && scope === 'prom-client')).to.have.length.greaterThan(
      0,
    );
  });

  it('turns all off where the file says so, without a word', async () => {
    const env = { OTEL_CONFIG_FILE: file('off.yaml', configuration(endpoint, { disabled: true })) };
    const { code, stdout, stderr } = await runApp('ends.mjs', { args: ['naturally'], env });
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: 'working\n', stderr: 'a line on stderr\n' });
    expect(sink.bodies).to.deep.equal([]);
  });

  const wrong: Record<string, () => [path: string, says: RegExp]> = {
    'that is missing': () => [join(folder, 'nowhere.yaml'), /nowhere\.yaml/],
    'that names no provider': () => [file('empty.yaml', 'file_format: "1.0"\n'), /names no provider/],
    'that is no YAML': () => [file('broken.yaml', 'file_format: "1.0"\n  : ['), /telemetry/],
    'with an unknown exporter': () => [
      file('unknown.yaml', configuration(endpoint, { tracer_provider: { processors: [{ batch: { exporter: { pigeon: {} } } }] } })),
      /pigeon|exporter/i,
    ],
    'whose reader has a short interval and no timeout': () => [
      file('interval.yaml', configuration(endpoint, {}, { interval: 200 })),
      /Give each periodic reader a timeout/,
    ],
  };
  for (const [what, make] of Object.entries(wrong)) {
    it(`gives one line for a file ${what}, and the application runs without telemetry`, async () => {
      const [path, says] = make();
      const { code, stdout, stderr } = await runApp('ends.mjs', { args: ['naturally'], env: { OTEL_CONFIG_FILE: path } });
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'working\n' });
      expect(stderr.trim().split('\n')).to.have.lengthOf(2);
      expect(ours(stderr)[0]).to.include('PERAGUS-043').and.match(says);
      expect(sink.bodies).to.deep.equal([]);
    });
  }

  it('is the only way to @opentelemetry/sdk-node: without it nothing of that is loaded', async () => {
    const flags = ['--import', LOADED_URLS];
    const plain = await runApp('lingers.mjs', { env: sendTo(endpoint), flags });
    expect(plain.stdout).to.include('loaded ').and.not.include('sdk-node');
    const standard = await runApp('lingers.mjs', { env: { OTEL_CONFIG_FILE: file('again.yaml', configuration(endpoint)) }, flags });
    expect(standard.stdout).to.include('sdk-node');
  });
});
