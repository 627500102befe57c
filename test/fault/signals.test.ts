// R11, R12, R15: signals. Where the application has no listener it dies by the signal, with everything delivered; where it has one, it decides.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { runApp, sendTo, startApp } from '../support/run-app.ts';
import { SpoolFolder } from '../support/spool.ts';
import { waitFor } from '../support/wait.ts';
import { expectNothingLost } from './support/exit-balance.ts';
import { FaultSink } from './support/fault-sink.ts';
import { balancedLedger, WITH_LEDGER } from './support/ledger-line.ts';
import { startNumbered } from './support/numbered-run.ts';
import { REPETITIONS } from './support/repetitions.ts';

const SPANS = 800;
const LOGS = 200;
const LATE = { OTEL_BSP_SCHEDULE_DELAY: '60000', OTEL_BLRP_SCHEDULE_DELAY: '60000', OTEL_METRIC_EXPORT_INTERVAL: '60000' };
const DEADLINE_MS = 2_000;
/** Of the deadline itself, and for a machine that does other things as well. */
const SLACK_MS = 1_000;

const status = (port: string, path: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });

describe('R11: a server without listeners for signals', function () {
  this.timeout(30_000 + 10_000 * REPETITIONS);

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`dies by ${signal} within ${DEADLINE_MS} ms, with 0 of ${SPANS + LOGS} items lost and the last interval of metrics sent`, async () => {
      for (let round = 0; round < REPETITIONS; round += 1)
        await FaultSink.use(async (sink) => {
          const spool = new SpoolFolder();
          const env = { ...LATE, ...WITH_LEDGER, ...spool.env };
          const app = startNumbered(sink, { spans: SPANS, logs: LOGS, ending: 'stay' }, { env });
          await app.printed('staying');
          const startedMs = performance.now();
          app.child.kill(signal);
          const ended = await app.ended;
          const tookMs = (await app.exitedMs) - startedMs;
          expect([ended.code, ended.signal]).to.deep.equal([null, signal]);
          expect(tookMs).to.be.lessThan(DEADLINE_MS + SLACK_MS);
          expect([sink.received.unique('traces'), sink.received.numberedLogs()]).to.deep.equal([SPANS, LOGS]);
          expect(sink.received.points('db.client.operation.duration').map(({ value }) => value)).to.deep.equal([SPANS]);
          balancedLedger(ended.stderr);
          expectNothingLost(sink, spool, app.made());
          figure('R11', 'dies by the signal after', tookMs, 'ms');
          figure('R11', 'lost', SPANS + LOGS - sink.received.unique('traces') - sink.received.numberedLogs(), 'items');
          spool.remove();
        });
    });
  }

  it('dies by the first signal, whatever the application does while the last telemetry is sent', async () => {
    await FaultSink.use(async (sink) => {
      await sink.set({ kind: 'slow', delayMs: 600 });
      const app = startApp('restless.mjs', { env: { ...sendTo(sink.endpoint), ...LATE } });
      await app.printed('listening');
      app.child.kill('SIGTERM');
      const ended = await app.ended;
      expect([ended.code, ended.signal]).to.deep.equal([null, 'SIGTERM']);
      expect(ended.stdout).to.include('exits by itself');
    });
  });

  it('is killed at once with PERAGUS_SIGNALS=off, as without the preload', async () => {
    await FaultSink.use(async (sink) => {
      await sink.set({ kind: 'hang' });
      const app = startNumbered(sink, { spans: 10, ending: 'stay' }, { env: { ...LATE, PERAGUS_SIGNALS: 'off' } });
      await app.printed('staying');
      const startedMs = performance.now();
      app.child.kill('SIGTERM');
      expect((await app.ended).signal).to.equal('SIGTERM');
      expect((await app.exitedMs) - startedMs).to.be.lessThan(DEADLINE_MS);
      expect(sink.attempts()).to.deep.equal([]);
    });
  });
});

describe('R11: the first process of a container', function () {
  this.timeout(30_000);

  it('is not killed by SIGTERM, as without the preload, but sends what it has', async function () {
    const folder = mkdtempSync(join(tmpdir(), 'peragus-first-'));
    const node = join(folder, 'node');
    writeFileSync(node, `#!/bin/sh\nexec unshare --pid --fork --kill-child "${process.execPath}" "$@"\n`, { mode: 0o755 });
    if (spawnSync(node, ['--eval', '']).status !== 0) return this.skip();
    await FaultSink.use(async (sink) => {
      const app = startNumbered(sink, { spans: SPANS, ending: 'stay' }, { env: { ...LATE }, node });
      await app.printed('staying');
      const [pid = ''] = readFileSync(`/proc/${app.child.pid}/task/${app.child.pid}/children`, 'utf8').split(' ');
      process.kill(Number(pid), 'SIGTERM');
      await sink.until('all spans', (received) => received.unique('traces') === SPANS);
      process.kill(Number(pid), 'SIGTERM');
      process.kill(Number(pid), 0);
      app.child.kill('SIGKILL');
      expect((await app.ended).signal).to.equal('SIGKILL');
    });
    rmSync(folder, { recursive: true });
  });
});

describe('R12: a server that listens to SIGTERM', function () {
  this.timeout(40_000);

  for (const way of ['on', 'once'])
    it(`drains a request of 1500 ms (${way}): the client gets 200, the exit code is the server's, the request's span arrives`, async () => {
      await FaultSink.use(async (sink) => {
        const app = startApp('drains.mjs', { env: { ...sendTo(sink.endpoint), ...LATE }, args: [way] });
        await app.printed('port ');
        const port = /port (\d+)/.exec(app.stdout())?.[1] ?? '';
        const answer = status(port, '/1500');
        await waitFor('the request', async () => (await status(port, '/0')) === 200, 5_000);
        app.child.kill('SIGTERM');
        expect(await answer).to.equal(200);
        const ended = await app.ended;
        expect([ended.code, ended.signal]).to.deep.equal([6, null]);
        await waitFor('both spans', () => sink.received.unique('traces') === 2, 5_000);
        figure('R12', 'status of the request that is drained', (await answer) ?? 0);
        figure('R12', 'its spans that are lost', 2 - sink.received.unique('traces'));
      });
    });
});

describe('R15: a second signal', function () {
  this.timeout(30_000 + 10_000 * REPETITIONS);

  it(`while the last telemetry is sent ends the process at once, with ${SPANS + LOGS} of ${SPANS + LOGS} items in the spool`, async () => {
    for (let round = 0; round < REPETITIONS; round += 1)
      await FaultSink.use(async (sink) => {
        await sink.set({ kind: 'hang' });
        const spool = new SpoolFolder();
        const env = { ...LATE, ...WITH_LEDGER, ...spool.env, PERAGUS_FLUSH_DEADLINE: '20000' };
        const app = startNumbered(sink, { spans: SPANS, logs: LOGS, ending: 'stay' }, { env });
        await app.printed('staying');
        app.child.kill('SIGTERM');
        await waitFor('the flush', () => sink.attempts('traces').length > 0, 5_000);
        const startedMs = performance.now();
        app.child.kill('SIGTERM');
        const ended = await app.ended;
        const tookMs = (await app.exitedMs) - startedMs;
        expect([ended.code, ended.signal]).to.deep.equal([null, 'SIGTERM']);
        expect(tookMs).to.be.lessThan(SLACK_MS);
        balancedLedger(ended.stderr);
        expectNothingLost(sink, spool, app.made());
        figure('R15', 'leaves after', tookMs, 'ms');
        figure('R15', 'items in the spool', spool.spans().length + spool.lines().filter((body) => /^line \d/.test(body)).length);
        spool.remove();
      });
  });
});

describe('Listeners for signals', () => {
  it('are counted, listed, called and removed as without the preload', async () => {
    const options = { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', PERAGUS_LOG_LEVEL: 'none' } };
    const [bare, observed] = await Promise.all([
      runApp('signal-listeners.mjs', { preload: false }),
      runApp('signal-listeners.mjs', options),
    ]);
    expect(observed).to.deep.equal(bare);
    expect(bare.stdout).to.include('once called with SIGTERM');
  });
});
