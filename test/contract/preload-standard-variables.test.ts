// Standard OTEL_* variables are honoured as the specification says: where and how telemetry is sent, limits, samplers, propagators.

import { expect } from 'chai';
import { type CertificateFiles, makeCertificate, receiveRaw } from '../support/raw-receiver.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const ours = (stderr: string) => stderr.split('\n').filter((line) => line.includes('PERAGUS-'));
const signalOf = (path: string) => path.replace(/^.*\/v1\//, '');

describe('variables of the OTLP exporters', () => {
  let receiver: Awaited<ReturnType<typeof receiveRaw>>;
  const certificates: CertificateFiles[] = [];
  const certificate = (name: string) => {
    const made = makeCertificate(name);
    certificates.push(made);
    return made;
  };
  afterEach(() => receiver.close());
  after(() => {
    for (const made of certificates) made.remove();
  });
  const run = (env: Record<string, string>) => runApp('notes-import.mjs', { env: { ...sendTo(receiver.endpoint), ...env } });
  const of = (signal: string) => receiver.requests.filter(({ path }) => signalOf(path) === signal);

  it('add headers to all signals and to one, and compress', async () => {
    receiver = await receiveRaw();
    await run({
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=blue%20sky,x-common=1',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-tenant=logs',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    for (const signal of ['traces', 'metrics', 'logs']) {
      const [first] = of(signal);
      expect(first?.headers, signal).to.include({
        'x-tenant': signal === 'logs' ? 'logs' : 'blue sky',
        'x-common': '1',
        'content-encoding': 'gzip',
      });
      expect(() => JSON.parse(String(first?.body))).to.not.throw();
    }
  });

  it('choose the encoding of all signals and of one', async () => {
    receiver = await receiveRaw();
    await run({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/json' });
    const types = ['traces', 'metrics', 'logs'].map((signal) => of(signal)[0]?.headers['content-type']);
    expect(types).to.deep.equal(['application/x-protobuf', 'application/x-protobuf', 'application/json']);
  });

  it('give one signal an address of its own, taken as it is', async () => {
    receiver = await receiveRaw();
    await run({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${receiver.endpoint}/elsewhere/v1/metrics` });
    expect([...new Set(receiver.requests.map(({ path }) => path))].sort()).to.deep.equal([
      '/elsewhere/v1/metrics',
      '/v1/logs',
      '/v1/traces',
    ]);
  });

  it('trust a certificate of its own, and show one of the client', async () => {
    const [server, client] = [certificate('collector'), certificate('preload')];
    receiver = await receiveRaw(server, client);
    const { stderr } = await run({
      OTEL_EXPORTER_OTLP_CERTIFICATE: server.cert,
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: client.cert,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: client.key,
    });
    expect(ours(stderr)).to.deep.equal([]);
    for (const signal of ['traces', 'metrics', 'logs']) expect(of(signal)[0]?.client, signal).to.equal('preload');
  });

  it('refuse a certificate that nobody vouches for, in one line', async () => {
    receiver = await receiveRaw(certificate('collector'));
    const { code, stderr } = await run({});
    expect(code).to.equal(0);
    expect(receiver.requests).to.deep.equal([]);
    expect(ours(stderr)).to.have.lengthOf(1);
    expect(ours(stderr)[0]).to.match(/PERAGUS-006 .*self.signed certificate/i);
  });

  it('say in one line that a certificate can’t be read', async () => {
    receiver = await receiveRaw();
    const { stderr } = await run({ OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: '/nowhere/ca.pem' });
    expect(ours(stderr)).to.have.lengthOf(1);
    expect(ours(stderr)[0]).to.include('OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE').and.include('ENOENT');
  });

  it('send deltas where asked for, without zeros before them', async () => {
    receiver = await receiveRaw();
    await run({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
    const text = of('metrics').map(({ body }) => String(body));
    expect(text.join('\n')).to.match(/"name":"http\.server\.request\.duration".{0,20000}"aggregationTemporality":1/);
    expect(text.join('\n')).to.not.match(/"aggregationTemporality":2[^{]*"name":"http\.server\.request\.duration"/);
  });
});

describe('variables of the SDK', () => {
  const observed = async (app: string, env: Record<string, string>, args: string[] = []) => {
    const sink = new Sink();
    const ended = await runApp(app, { env: { ...sendTo(await sink.listen()), ...env }, args });
    await sink.close();
    return { sink, ...ended };
  };

  it('limit attributes, events and links', async () => {
    const { sink } = await observed('crowded-span.mjs', {
      OTEL_ATTRIBUTE_COUNT_LIMIT: '4',
      OTEL_SPAN_EVENT_COUNT_LIMIT: '3',
      OTEL_SPAN_LINK_COUNT_LIMIT: '2',
      OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '1',
      OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '2',
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '16',
    });
    const span = sink.spans.find(({ name }) => name === 'crowded') as unknown as {
      attributes: object;
      events: { attributes: object }[];
      links: { attributes: object[] }[];
    };
    const sizes = [Object.keys(span.attributes).length, span.events.length, span.links.length];
    expect(sizes).to.deep.equal([4, 3, 2]);
    expect(Object.keys(span.events[0]?.attributes ?? {})).to.have.lengthOf(1);
    expect(span.links[0]?.attributes).to.have.lengthOf(2);
    expect(Object.values(span.attributes)[0]).to.have.lengthOf(16);
    const record = sink.logs.find(({ body }) => body === 'crowded');
    expect(Object.keys(record?.attributes ?? {})).to.have.lengthOf(4);
  });

  it('sample none, some or all', async () => {
    const spansWith = async (env: Record<string, string>) => (await observed('notes-import.mjs', env)).sink.spans.length;
    expect(await spansWith({ OTEL_TRACES_SAMPLER: 'always_off' })).to.equal(0);
    expect(await spansWith({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' })).to.equal(0);
    expect(await spansWith({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '1' })).to.be.greaterThan(3);
  });

  it('switch single signals off, and propagation', async () => {
    const { sink } = await observed('notes-import.mjs', {
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_PROPAGATORS: 'none',
    });
    expect([sink.points.length, sink.logs.length]).to.deep.equal([0, 0]);
    const forward = sink.spans.find(({ name, kind }) => name === 'GET /forward' && kind === 2);
    const notes = sink.spans.filter(({ name, kind }) => name === 'GET /users/:user/notes/:note' && kind === 2);
    expect(notes).to.have.lengthOf(2);
    expect(notes.some(({ traceId }) => traceId === forward?.traceId)).to.equal(false);
  });

  it('name the resource', async () => {
    const { sink } = await observed('notes-import.mjs', {
      OTEL_SERVICE_NAME: 'named',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=overruled,service.namespace=space,team=blue%20sky',
    });
    expect(sink.spans[0]?.resource).to.include({ 'service.name': 'named', 'service.namespace': 'space', team: 'blue sky' });
  });

  it('set how much the preload says, PERAGUS_LOG_LEVEL first', async () => {
    const lines = async (env: Record<string, string>) =>
      (await observed('ends.mjs', env, ['naturally'])).stderr.split('\n').filter((line) => line.includes('is observed')).length;
    expect(await lines({})).to.equal(0);
    expect(await lines({ OTEL_LOG_LEVEL: 'info' })).to.equal(1);
    expect(await lines({ OTEL_LOG_LEVEL: 'info', PERAGUS_LOG_LEVEL: 'none' })).to.equal(0);
  });
});
