// The self-proof: the preload and `peragus doctor` say which libraries are really instrumented, and a silent one shows.

import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { selfProofMetric } from '../../instrumentation/vocabulary/domains/self-proof.ts';
import { missingIn, strangersIn } from '../support/closed-world.ts';
import { type RunningApp, sendTo, startApp } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';
import { waitFor } from '../support/wait.ts';

const CLI = join(import.meta.dirname, '../../dist/instrumentation/cli/peragus.js');

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
interface Diagnosis {
  readonly machine: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
  readonly processes: readonly {
    readonly pid: number;
    readonly service: string;
    readonly libraries: readonly { readonly package: string; readonly version: string; readonly state: string; readonly reason?: string }[];
    readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
  }[];
}

describe('the self-proof', function () {
  this.timeout(60_000);
  const sink = new Sink();
  const scratch = mkdtempSync(join(tmpdir(), 'self-proof-'));
  let endpoint = '';
  const running: RunningApp[] = [];

  // Reports of other tests' processes must not be seen, nor ours by them.
  const isolated = { TMPDIR: scratch };
  async function peragus(args: readonly string[], env: Record<string, string> = {}): Promise<Answer> {
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, ...args], {
        cwd: scratch,
        env: { PATH: process.env.PATH, ...isolated, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env },
      });
      return { code: 0, stdout, stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as Answer;
      return { code, stdout, stderr };
    }
  }
  const diagnose = async (...args: string[]): Promise<Diagnosis> => JSON.parse((await peragus(['doctor', '--json', ...args])).stdout);
  async function start(...packages: string[]): Promise<RunningApp> {
    const app = startApp('libraries.mjs', { args: packages, env: { ...sendTo(endpoint), ...isolated, OTEL_SERVICE_NAME: 'proven' } });
    running.push(app);
    await app.printed('loaded');
    return app;
  }
  async function end(app: RunningApp): Promise<string> {
    app.child.kill('SIGTERM');
    return (await app.ended).stderr;
  }

  before(async () => {
    endpoint = await sink.listen();
  });
  after(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await sink.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('names each loaded library with its version, and 0 of those that work are called broken', async () => {
    const app = await start('express', 'better-sqlite3', 'ws', 'winston', 'pg', 'redis', 'prom-client');
    const [proof] = await waitFor(
      'a report with prom-client',
      async () => {
        const { processes } = await diagnose('--pid', String(app.child.pid));
        return processes[0]?.libraries.some((library) => library.package === 'prom-client') && processes;
      },
      15_000,
      200,
    );
    expect(proof?.service).to.equal('proven');
    const states = Object.fromEntries((proof?.libraries ?? []).map((library) => [library.package, library.state]));
    expect(Object.keys(states)).to.include.members([
      'express',
      'router',
      'better-sqlite3',
      'ws',
      'winston',
      'pg',
      '@redis/client',
      'prom-client',
    ]);
    expect(Object.values(states).filter((state) => state !== 'instrumented')).to.deep.equal([]);
    expect(proof?.checks.filter(({ ok }) => !ok)).to.deep.equal([]);
    await sink.until('the proof as metrics', () => missingIn(sink, selfProofMetric).length === 0);
    expect(strangersIn(sink)).to.deep.equal([]);
    const page = await peragus(['doctor']);
    expect(page.code).to.equal(0);
    expect(page.stdout).to.match(/✓ better-sqlite3 13\.\d+\.\d+ +instrumented by require/);
    expect(page.stdout).to.match(/✓ logs ledger +\d+ emitted, \d+ delivered, \d+ queued\n/);
    expect(await end(app)).to.equal('');
  });

  it('says that a library whose files it does not know runs unseen: in a line, a log record, a metric of 0 and exit code 1', async () => {
    const folder = join(scratch, 'node_modules', 'ws');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'ws', version: '99.0.0', main: 'other.js' }));
    writeFileSync(join(folder, 'other.js'), 'exports.WebSocket = class {};');
    const app = await start(join(folder, 'other.js'));
    await sink.until('the metric of ws 99', ({ points }) =>
      points.some(
        ({ metric, attributes, value }) =>
          metric === selfProofMetric.instrumentationActive.name && attributes['peragus.package.version'] === '99.0.0' && value === 0,
      ),
    );
    await sink.until('the log record', ({ logs }) =>
      logs.some(({ body, severityText }) => /^ws 99\.0\.0 is not/.test(String(body)) && severityText === 'warn'),
    );
    const answer = await peragus(['doctor', '--pid', String(app.child.pid)]);
    expect(answer.code).to.equal(1);
    expect(answer.stdout).to.match(/✗ ws 99\.0\.0 +NOT instrumented/);
    const stderr = await end(app);
    expect(stderr.match(/PERAGUS-008 ws 99\.0\.0 is not instrumented/g)).to.have.lengthOf(1);
  });

  it('forgets a process that has ended, also one that was killed', async () => {
    const app = await start();
    app.child.kill('SIGKILL');
    await app.ended;
    expect((await diagnose()).processes.map(({ pid }) => pid)).not.to.include(app.child.pid);
  });

  it('says when a Collector is not there, and when its clock differs', async () => {
    const gone = new Sink();
    const address = await gone.listen();
    await gone.close();
    const nobody = await peragus(['doctor'], { OTEL_EXPORTER_OTLP_ENDPOINT: address });
    expect(nobody.code).to.equal(1);
    expect(nobody.stdout).to.match(/✗ collector .*ECONNREFUSED/);
    sink.clockSkewMs = 60_000;
    const late = await diagnose();
    sink.clockSkewMs = 0;
    expect(late.machine.find(({ name }) => name === 'clock')?.ok).to.equal(false);
    expect((await diagnose()).machine.find(({ name }) => name === 'clock')?.ok).to.equal(true);
  });

  it('counts copies of the OpenTelemetry API and names one that is too new', async () => {
    for (const [folder, version] of [
      ['@opentelemetry/api', '1.10.0'],
      ['some-library/node_modules/@opentelemetry/api', '2.0.0'],
    ] as const) {
      mkdirSync(join(scratch, 'node_modules', folder), { recursive: true });
      writeFileSync(join(scratch, 'node_modules', folder, 'package.json'), JSON.stringify({ version }));
    }
    const { machine } = await diagnose();
    expect(machine.find(({ name }) => name === 'api copies')).to.deep.include({ ok: false });
    expect(machine.find(({ name }) => name === 'api copies')?.detail).to.include("2.0.0 doesn't understand");
  });

  it('does not write into a folder that others may write to, and says so as a check that fails', async () => {
    const shared = mkdtempSync(join(tmpdir(), 'self-proof-shared-'));
    const folder = join(shared, `peragus-observability-${userInfo().username.replace(/\W/g, '_')}`);
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    const app = startApp('libraries.mjs', { args: ['express'], env: { ...sendTo(endpoint), TMPDIR: shared } });
    running.push(app);
    await app.printed('loaded');
    await sink.until('the failed check', ({ points }) =>
      points.some(
        ({ metric, attributes, value }) =>
          metric === selfProofMetric.selfCheckOk.name && attributes['peragus.check'] === 'report' && value === 0,
      ),
    );
    expect(readdirSync(folder)).to.deep.equal([]);
    await end(app);
    rmSync(shared, { recursive: true });
  });

  for (const args of [[], ['heal'], ['doctor', '--pid', 'x'], ['doctor', '--wrong']]) {
    it(`answers "peragus ${args.join(' ')}" with what was not understood, the help and exit code 2`, async () => {
      const answer = await peragus(args);
      expect(answer.code).to.equal(2);
      expect(answer.stderr).to.include('Usage: peragus doctor');
    });
  }

  it('explains itself with --help and exit code 0', async () => {
    expect(await peragus(['--help'])).to.deep.include({ code: 0, stderr: '' });
  });
});
