// Who gets the preload: listed children and workers of a cluster; user cells never, but trace context and a run id they get.

import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const SERVER = 2;

interface Report {
  readonly name: string;
  readonly pid: number;
  readonly loaded: boolean;
  readonly env: Record<string, string>;
}
const reportsIn = (stdout: string): Report[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const named = (reports: readonly Report[], name: string): Report => {
  const report = reports.find((each) => each.name === name);
  if (!report) throw new Error(`No report of "${name}"`);
  return report;
};
// An export may take no longer than the interval, and a synchronous child holds it up.
const sendSlowly = (endpoint: string) => ({ ...sendTo(endpoint), OTEL_METRIC_EXPORT_INTERVAL: '5000' });
const parentOf = ({ env }: Report) => env.TRACEPARENT?.split('-')[2];

for (const [title, node] of NODES) {
  describe(`A launcher and its server on ${title}`, () => {
    const sink = new Sink();
    let reports: Report[];

    before(async () => {
      const env = { ...sendSlowly(await sink.listen()), PERAGUS_OBSERVE_CHILDREN: 'child-launched', OTEL_SERVICE_NAME: 'book' };
      const { stdout, stderr, code } = await runApp('child-launcher.mjs', { env, node });
      expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
      reports = reportsIn(stdout);
    });
    after(() => sink.close());

    it('gives the preload to the server, which keeps it from its user cells', () => {
      expect(reports.map(({ name, loaded }) => `${name} ${loaded}`)).to.have.members([
        'server true',
        'cell at start false',
        'cell of request false',
      ]);
      for (const { env } of reports) expect(env).to.not.have.property('NODE_OPTIONS');
    });

    it('puts what the server does at its start into the trace of the launcher, but each request into one of its own', () => {
      const server = named(reports, 'server');
      const launch = sink.spans.find(({ attributes }) => attributes['process.pid'] === server.pid);
      const span = (id: string | undefined) => sink.spans.find(({ spanId }) => spanId === id);
      expect(launch?.spanId).to.equal(parentOf(server));
      const atStart = span(parentOf(named(reports, 'cell at start')));
      expect(atStart?.parentSpanId).to.equal(launch?.spanId);
      expect(atStart?.resource).to.include({ 'process.pid': server.pid, 'service.name': 'book' });
      const request = sink.spans.find(({ kind, resource }) => kind === SERVER && resource['process.pid'] === server.pid);
      expect(span(parentOf(named(reports, 'cell of request')))?.parentSpanId).to.equal(request?.spanId);
    });

    it('gives each child a run id of its own, not a copy of the one its parent got', () => {
      expect(new Set(reports.map(({ env }) => env.PERAGUS_RUN_ID)).size).to.equal(3);
    });
  });

  describe(`A launcher whose server nobody listed, on ${title}`, () => {
    const sink = new Sink();
    after(() => sink.close());

    it('has no server with a preload, and only its own span', async () => {
      const env = sendSlowly(await sink.listen());
      const { stdout } = await runApp('child-launcher.mjs', { env, node });
      const server = named(reportsIn(stdout), 'server');
      expect(server.loaded).to.equal(false);
      expect(sink.spans.filter(({ resource }) => resource['process.pid'] === server.pid)).to.deep.equal([]);
      expect(sink.spans.map(({ name }) => name)).to.deep.equal(['spawn node']);
    });
  });

  describe(`A cluster on ${title}`, () => {
    const sink = new Sink();
    after(() => sink.close());

    it('has observed workers, which are the service and no work of a trace, and unobserved children of theirs', async () => {
      const { stdout, stderr, code } = await runApp('child-cluster.mjs', { env: sendSlowly(await sink.listen()), node });
      expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
      const reports = reportsIn(stdout);
      const workers = reports.filter(({ name }) => name === 'worker');
      expect(workers.map(({ loaded, env }) => [loaded, env.TRACEPARENT])).to.deep.equal([
        [true, undefined],
        [true, undefined],
      ]);
      expect(reports.filter(({ name }) => name !== 'worker').map(({ loaded }) => loaded)).to.deep.equal([false, false]);
      const instances = new Set(sink.spans.map(({ resource }) => resource['service.instance.id']));
      expect(instances.size).to.equal(3);
    });
  });
}

describe('A process that was itself started with trace context', () => {
  const trace = 'a'.repeat(32);
  const given = { TRACESTATE: 'vendor=1', BAGGAGE: 'book=7', PERAGUS_RUN_ID: 'run-of-the-starter' };
  let sink: Sink;
  beforeEach(() => {
    sink = new Sink();
  });
  afterEach(() => sink.close());
  const serverWith = async (flag: string, env: Record<string, string> = {}) => {
    const started = { ...given, TRACEPARENT: `00-${trace}-${'b'.repeat(16)}-${flag}`, ...sendSlowly(await sink.listen()), ...env };
    const { stdout } = await runApp('child-launcher.mjs', { env: started });
    return { server: named(reportsIn(stdout), 'server'), started };
  };

  it('hands the trace on with its own span as parent, state and baggage too, and a new run id', async () => {
    const { server } = await serverWith('01');
    const [span] = sink.spans;
    expect(span).to.include({ name: 'spawn node', traceId: trace, parentSpanId: 'b'.repeat(16) });
    const { TRACEPARENT, TRACESTATE, BAGGAGE, PERAGUS_RUN_ID } = server.env;
    expect({ TRACEPARENT, TRACESTATE, BAGGAGE }).to.deep.equal({
      TRACEPARENT: `00-${trace}-${span?.spanId}-01`,
      TRACESTATE: given.TRACESTATE,
      BAGGAGE: given.BAGGAGE,
    });
    expect(PERAGUS_RUN_ID).to.equal(span?.attributes['peragus.run.id']).and.not.equal(given.PERAGUS_RUN_ID);
  });

  it('hands on that its starter keeps no spans', async () => {
    const { server } = await serverWith('00');
    expect(sink.spans).to.deep.equal([]);
    expect(server.env.TRACEPARENT).to.match(new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`));
  });

  it('leaves what it got as it is with OTEL_PROPAGATORS=none', async () => {
    const { server, started } = await serverWith('01', { OTEL_PROPAGATORS: 'none' });
    const { TRACEPARENT, TRACESTATE, BAGGAGE } = server.env;
    expect({ TRACEPARENT, TRACESTATE, BAGGAGE }).to.deep.equal({
      TRACEPARENT: started.TRACEPARENT,
      TRACESTATE: given.TRACESTATE,
      BAGGAGE: given.BAGGAGE,
    });
  });
});
