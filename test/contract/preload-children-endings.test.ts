// How children end and what they use: codes, signals, crashes, restarts, output, CPU time and memory.

import { join } from 'node:path';
import { expect } from 'chai';
import { childProcessMetric } from '../../instrumentation/vocabulary/domains/child-process.ts';
import { missingIn, strangersIn } from '../support/closed-world.ts';
import { NODES } from '../support/nodes.ts';
import { type Ended, type RunOptions, runApp, sendTo, startApp } from '../support/run-app.ts';
import { type Point, Sink } from '../support/sink.ts';

const ERROR = 2;

// The last value of each series of a metric, by the attribute values in order.
function lastOf(points: readonly Point[], metric: string, ...keys: string[]): Record<string, number> {
  const series = points
    .filter((point) => point.metric === metric)
    .map(({ attributes, value }) => [keys.map((key) => attributes[key] ?? '-').join(' '), value]);
  return Object.fromEntries(series);
}

for (const [title, node] of NODES) {
  describe(`Children that end in each way on ${title}`, () => {
    const sink = new Sink();
    let observed: Ended;
    let bare: Ended;
    const ofScript = (name: string) => sink.spans.filter(({ attributes }) => attributes['child_process.script'] === `${name}.cjs`);
    const facts = (name: string) =>
      ofScript(name).map(({ attributes, status }) => [
        attributes['process.exit.code'] ?? attributes['child_process.exit.signal'],
        attributes['child_process.stop.requested'] ?? false,
        attributes['error.type'] ?? '-',
        status,
      ]);

    before(async () => {
      // An export may take no longer than the interval, and a synchronous child holds it up.
      const env = { ...sendTo(await sink.listen()), OTEL_METRIC_EXPORT_INTERVAL: '5000' };
      [observed, bare] = await Promise.all([
        runApp('child-endings.mjs', { env, node }),
        runApp('child-endings.mjs', { env, node, preload: false }),
      ]);
    });
    after(() => sink.close());

    it('show the application the same as without the preload, frozen options and own trace context included', () => {
      expect(bare.code).to.equal(0);
      expect(observed).to.deep.equal(bare);
      expect(observed.stdout.match(/own-text/g)).to.have.lengthOf(2);
    });

    it('are no failure when the application asked for the end: kill, by process id or group, own handler, AbortSignal', () => {
      expect(facts('asked')).to.deep.equal([['SIGTERM', true, '-', 0]]);
      expect(facts('by-id')).to.deep.equal([['SIGTERM', true, '-', 0]]);
      expect(facts('group')).to.deep.equal([['SIGKILL', true, '-', 0]]);
      expect(facts('handled')).to.deep.equal([[9, true, '-', 0]]);
      expect(facts('aborted')).to.deep.equal([['SIGTERM', true, '-', 0]]);
    });

    it('are a failure when nobody asked for it: another signal, another code than 0', () => {
      expect(facts('killed')).to.deep.equal([['SIGKILL', false, 'SIGKILL', ERROR]]);
      expect(facts('again')).to.deep.equal([
        [3, false, 'exit_code', ERROR],
        [0, false, '-', 0],
        [0, false, '-', 0],
      ]);
    });

    it('say when a time-out ended them, synchronously by its error', () => {
      const sleeps = sink.spans.filter(({ name }) => name === 'spawn sleep');
      expect(sleeps.map(({ attributes }) => [attributes['child_process.stop.requested'], attributes['error.type'] ?? '-'])).to.deep.equal([
        [true, '-'],
        [true, 'ETIMEDOUT'],
      ]);
    });

    it('count as crashes by what ended them, and a restart once', () => {
      const by = ['process.executable.name', 'error.type'];
      expect(lastOf(sink.points, 'child_process.crashes', ...by)).to.deep.equal({ 'node SIGKILL': 1, 'node exit_code': 1 });
      expect(lastOf(sink.points, 'child_process.restarts', 'process.executable.name')).to.deep.equal({ node: 1 });
      expect(lastOf(sink.points, 'child_process.duration', ...by)).to.deep.equal({
        'node -': 11,
        'node SIGKILL': 1,
        'node exit_code': 1,
        'sleep -': 1,
        'sleep ETIMEDOUT': 1,
        'env -': 1,
        'exit -': 1,
        'true -': 1,
      });
    });

    it('count what they wrote, to the byte and only where there is a pipe', () => {
      const bytes = lastOf(sink.points, 'child_process.io', 'process.executable.name', 'child_process.stream');
      // 'up' of five that wait, 300 000 of one that is read, 50 000 of a synchronous one.
      expect(bytes).to.include({ 'node stdout': 350_010, 'node stderr': 70_000 });
      expect(Object.keys(bytes)).to.not.include('sleep stdout');
    });

    it('count their CPU time when they have ended, of synchronous ones too', () => {
      expect(lastOf(sink.points, 'child_process.cpu.time', 'process.executable.name').node).to.be.greaterThan(0.3);
    });

    it('leave nothing running, and nothing secret', () => {
      const running = lastOf(sink.points, 'child_process.running', 'process.executable.name');
      expect(running).to.include({ node: 0, sleep: 0 });
      expect(Object.values(running).every((count) => count === 0)).to.equal(true);
      expect(JSON.stringify([sink.spans, sink.points])).to.not.include('canary');
    });

    it('send nothing that the vocabulary does not know, and all that it promises', () => {
      expect(strangersIn(sink)).to.deep.equal([]);
      expect(missingIn(sink, childProcessMetric)).to.deep.equal([]);
    });
  });
}

describe('A child that outlives its parent', () => {
  const sink = new Sink();
  after(() => sink.close());

  it('has a span that says so, sent before the parent ends', async () => {
    const { stdout, stderr, code } = await runApp('child-outlives.mjs', { env: sendTo(await sink.listen()) });
    const pid = Number(stdout);
    process.kill(pid, 'SIGKILL');
    expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
    const [span] = sink.spans.filter(({ name }) => name === 'spawn sleep');
    expect(span?.attributes['process.pid']).to.equal(pid);
    expect(span?.events.map(({ name }) => name)).to.deep.equal(['still running']);
    expect(span?.attributes).to.not.have.any.keys('process.exit.code', 'error.type');
  });
});

interface Served {
  readonly ask: (path: string) => Promise<string>;
  readonly ended: Promise<Ended>;
  stop(): void;
}

async function serve(options: RunOptions): Promise<Served> {
  const app = startApp('child-server.mjs', options);
  let printed = '';
  app.child.stdout?.on('data', (chunk) => {
    printed += chunk;
  });
  await app.printed('.');
  const port = /port (\d+)/.exec(printed)?.[1];
  return { ask: async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).text(), ended: app.ended, stop: () => app.child.kill() };
}

describe('A child that ends before any export looks at it', () => {
  const sink = new Sink();
  after(() => sink.close());

  it('counts with its whole CPU time', async () => {
    const { code } = await runApp('child-busy.mjs', { env: { ...sendTo(await sink.listen()), OTEL_METRIC_EXPORT_INTERVAL: '60000' } });
    expect(code).to.equal(0);
    expect(lastOf(sink.points, 'child_process.cpu.time', 'process.executable.name').node).to.be.within(0.3, 3);
  });
});

describe('A child that runs', () => {
  let sink: Sink;
  let served: Served | undefined;
  beforeEach(() => {
    sink = new Sink();
  });
  afterEach(async () => {
    served?.stop();
    await sink.close();
  });

  it('shows as running with memory and CPU time, and is gone when it was stopped', async () => {
    served = await serve({ env: sendTo(await sink.listen()) });
    const { ask, ended } = served;
    const pid = Number(await ask('/start'));
    const node = (metric: string) => lastOf(sink.points, metric, 'process.executable.name').node ?? 0;
    await sink.until('the running child', () => node('child_process.running') === 1 && node('child_process.memory.usage') > 10e6);
    await sink.until('its CPU time', () => node('child_process.cpu.time') > 0.25);
    await ask('/stop');
    await sink.until('its end', () => node('child_process.running') === 0 && node('child_process.memory.usage') === 0);
    const span = await sink.until('its span', () => sink.spans.find(({ attributes }) => attributes['process.pid'] === pid));
    expect(span.attributes).to.include({ 'child_process.exit.signal': 'SIGTERM', 'child_process.stop.requested': true });
    await ask('/end');
    expect((await ended).code).to.equal(0);
  });

  it('for more than a minute has its span while it runs, and one of its end below it', async () => {
    const flags = ['--import', join(import.meta.dirname, '../fixtures/apps/short-minutes.mjs')];
    served = await serve({ env: sendTo(await sink.listen()), flags });
    const { ask, ended } = served;
    const pid = Number(await ask('/start'));
    const start = await sink.until('its span', () => sink.spans.find(({ attributes }) => attributes['process.pid'] === pid));
    expect(start.name).to.equal('spawn node');
    expect(start.events.map(({ name }) => name)).to.deep.equal(['still running']);
    await ask('/stop');
    const exit = await sink.until('the span of its end', () => sink.spans.find(({ parentSpanId }) => parentSpanId === start.spanId));
    expect(exit.name).to.equal('exit node');
    expect(exit.attributes).to.include({ 'process.pid': pid, 'child_process.exit.signal': 'SIGTERM' });
    await ask('/end');
    expect((await ended).code).to.equal(0);
    expect(sink.spans.filter(({ name }) => /^(spawn|exit) /.test(name))).to.have.lengthOf(2);
  });
});
