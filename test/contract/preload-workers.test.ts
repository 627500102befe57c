// Worker threads are instances of their own, with the settings and identity of the main thread; they end as without the preload.

import { expect } from 'chai';
import { strangersIn } from '../support/closed-world.ts';
import { NODES } from '../support/nodes.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { Sink, type SpanRecord } from '../support/sink.ts';

const CLIENT = 3;
const SERVER = 2;
/** Started with the preload; Node runs no `--import` in the other two ways. */
const OBSERVED = ['module', 'common', 'own-environment', 'shared-environment', 'exits', 'throws'];

for (const [nodeName, node] of NODES) {
  describe(`Worker threads on ${nodeName}`, () => {
    const sink = new Sink();
    let bare: Ended;
    let observed: Ended;
    const callOf = (name: string): SpanRecord | undefined =>
      sink.spans.find(({ kind, attributes }) => kind === CLIENT && String(attributes['url.full']).endsWith(`/${name}`));

    before(async () => {
      const env = sendTo(await sink.listen());
      [bare, observed] = await Promise.all([runApp('workers.mjs', { preload: false, node }), runApp('workers.mjs', { env, node })]);
    });
    after(() => sink.close());

    it('end as without the preload: by themselves, by exit, by throwing, terminated', () => {
      expect(bare.stdout).to.match(
        /module called exit 0\n[\s\S]*exits called exit 3\nthrows called broken on purpose exit 1\nterminated called exit 1/,
      );
      expect(observed).to.deep.equal(bare);
    });

    it('continue one trace from the call in the worker to the request in the main thread', () => {
      for (const name of OBSERVED) {
        const call = callOf(name);
        const request = sink.spans.find(({ kind, parentSpanId }) => kind === SERVER && parentSpanId === call?.spanId);
        expect(request?.attributes['url.path'], name).to.equal(`/${name}`);
      }
    });

    it('are each an instance with a thread id, of the service that the main thread is', () => {
      const main = sink.spans.find(({ kind }) => kind === SERVER)?.resource;
      const workers = OBSERVED.map((name) => callOf(name)?.resource);
      expect(main).to.not.have.property('thread.id');
      expect(new Set([main, ...workers].map((resource) => resource?.['service.instance.id']))).to.have.lengthOf(OBSERVED.length + 1);
      expect(new Set(workers.map((resource) => resource?.['thread.id']))).to.have.lengthOf(OBSERVED.length);
      for (const key of ['service.name', 'process.pid']) {
        expect([...new Set(workers.map((resource) => resource?.[key]))]).to.deep.equal([main?.[key]]);
      }
    });

    it('are not observed where Node runs no preload in them, and each request is seen once', () => {
      expect(callOf('without-flags')).to.equal(undefined);
      expect(callOf('eval')).to.equal(undefined);
      const paths = sink.spans.filter(({ kind }) => kind === SERVER).map(({ attributes }) => attributes['url.path']);
      expect(paths.sort()).to.deep.equal(bare.stdout.trim().split('\n').at(-1)?.split(' ').sort());
    });

    it('tell what belongs to the whole process in the main thread alone, and their own event loop and heap', () => {
      const ofWorkers = sink.bodies
        .filter((body) => body.includes('"resourceMetrics"') && body.includes('"thread.id"'))
        .flatMap((body) => body.match(/"name":"(?:process|nodejs|v8js)\.[^"]+"/g) ?? []);
      expect(ofWorkers.some((name) => name.includes('nodejs.eventloop'))).to.equal(true);
      expect(ofWorkers.filter((name) => /process\.(?:cpu|memory|uptime|unix)/.test(name))).to.deep.equal([]);
    });

    it('send nothing that the vocabulary lacks', () => {
      expect(strangersIn(sink)).to.deep.equal([]);
    });
  });
}

describe('Worker threads', () => {
  it('are left alone with PERAGUS_WORKERS=off, whatever their own environment says', async () => {
    const sink = new Sink();
    const env = { ...sendTo(await sink.listen()), PERAGUS_WORKERS: 'off' };
    const { code } = await runApp('workers.mjs', { env });
    await sink.close();
    expect(code).to.equal(0);
    expect(sink.spans.filter(({ kind }) => kind === CLIENT)).to.deep.equal([]);
    expect(sink.spans.filter(({ kind }) => kind === SERVER)).to.have.lengthOf(9);
  });

  it('are left alone with OTEL_SDK_DISABLED=true, though their own environment says nothing of it', async () => {
    const sink = new Sink();
    const env = { ...sendTo(await sink.listen()), OTEL_SDK_DISABLED: 'true' };
    await runApp('workers.mjs', { env });
    await sink.close();
    expect(sink.bodies).to.deep.equal([]);
  });

  it('do not repeat what the main thread says of a missing Collector', async () => {
    const { stderr } = await runApp('workers.mjs', { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' } });
    expect(stderr.match(/PERAGUS-\d+/g)).to.deep.equal(['PERAGUS-006']);
  });
});
