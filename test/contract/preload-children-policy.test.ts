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
const parentOf = ({ env }: Report) => env.TRACEPARENT?.split('-')[2];

for (const [title, node] of NODES) {
  describe(`A launcher and its server on ${title}`, () => {
    const sink = new Sink();
    let reports: Report[];

    before(async () => {
      const env = { ...sendTo(await sink.listen()), PERAGUS_OBSERVE_CHILDREN: 'child-launched', OTEL_SERVICE_NAME: 'book' };
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
    it('has no server with a preload, and the same output as without', async () => {
      const sink = new Sink();
      const env = sendTo(await sink.listen());
      const { stdout } = await runApp('child-launcher.mjs', { env, node });
      const server = named(reportsIn(stdout), 'server');
      expect(server.loaded).to.equal(false);
      expect(sink.spans.filter(({ resource }) => resource['process.pid'] === server.pid)).to.deep.equal([]);
      expect(sink.spans.map(({ name }) => name)).to.deep.equal(['spawn node']);
      await sink.close();
    });
  });

  describe(`A cluster on ${title}`, () => {
    it('has observed workers, which are the service and no work of a trace, and unobserved children of theirs', async () => {
      const sink = new Sink();
      const { stdout, stderr, code } = await runApp('child-cluster.mjs', { env: sendTo(await sink.listen()), node });
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
      await sink.close();
    });
  });
}
