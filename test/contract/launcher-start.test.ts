// Contract of `npm start`: whatever keeps it from starting is one clear sentence and exit code 1, and nothing stays behind.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { PORTS } from '../../stack/ports.ts';
import { findFreePort, isPortOpen } from '../support/free-ports.ts';
import { isAlive, type LauncherRun, makeDataFolder, readPids, START, startLauncher, startTinyStack } from '../support/launcher-run.ts';
import { waitFor } from '../support/wait.ts';

describe('the launcher, when it starts', () => {
  let folder: ReturnType<typeof makeDataFolder>;
  let port: number;
  const runs: LauncherRun[] = [];

  beforeEach(async () => {
    folder = makeDataFolder();
    port = await findFreePort();
  });
  afterEach(async () => {
    for (const run of runs.splice(0)) {
      run.child.kill('SIGTERM');
      await run.exit;
    }
    folder.remove();
  });

  const track = (run: LauncherRun) => {
    runs.push(run);
    return run;
  };
  const oneStore = (more = {}) =>
    track(startTinyStack(folder.data, { parts: [{ name: 'store', stage: 'stores', port, env: {} }], ...more }));

  it('prints its help and exits with 0', async () => {
    const run = track(startLauncher(START, ['--help'], {}));
    expect(await run.exit).to.equal(0);
    for (const word of ['--stack-only', '--no-visitor', '--for', 'PERAGUS_WEB_PORT', 'PERAGUS_DATA_DIR'])
      expect(run.output.stdout).to.contain(word);
  });

  it('refuses an unknown flag with the usage and exit code 2', async () => {
    const run = track(startLauncher(START, ['--stack-olny'], {}));
    expect(await run.exit).to.equal(2);
    expect(run.output.stderr).to.equal(
      'There is no flag "--stack-olny".\nusage: npm start -- [--stack-only] [--no-visitor] [--for <duration>] [--help]\n',
    );
  });

  it('names every taken port, the part and the variable that moves it', async () => {
    const servers = [createServer(), createServer()];
    for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
    const [loki = 0, tempo = 0] = servers.map((server) => (server.address() as AddressInfo).port);
    const moved = { PERAGUS_LOKI_PORT: String(loki), PERAGUS_TEMPO_PORT: String(tempo) };
    const run = oneStore({ neededPorts: [] });
    await run.printed('ALL READY');
    const second = makeDataFolder();
    try {
      const refused = track(
        startTinyStack(
          second.data,
          { parts: [], neededPorts: ['loki', 'tempo', 'prometheus'] },
          { ...moved, PERAGUS_PROMETHEUS_PORT: String(port) },
        ),
      );
      expect(await refused.exit).to.equal(1);
      const lines = refused.output.stderr.trim().split('\n');
      expect(lines).to.have.length(3);
      expect(lines[0]).to.equal(
        `Port ${loki} on 127.0.0.1 is taken by another program, and Loki needs it: stop that program, or set PERAGUS_LOKI_PORT to a free port.`,
      );
      expect(refused.output.stdout).to.equal('');
    } finally {
      for (const server of servers) server.close();
      second.remove();
    }
  });

  it('refuses a second start in the same folder and names the pid of the first', async () => {
    const first = oneStore();
    await first.printed('ALL READY');
    const second = track(startLauncher(START, ['--stack-only'], { PERAGUS_DATA_DIR: folder.data }));
    expect(await second.exit).to.equal(1);
    expect(second.output.stderr.trim().split('\n')).to.have.length(1);
    expect(second.output.stderr).to.contain(`pid ${first.pid}`).and.contain(folder.data);
    expect(await isPortOpen(port)).to.equal(true);
  });

  it('lets 1 of 5 starts in the same instant win', async () => {
    const rivals = Array.from({ length: 5 }, () => track(startTinyStack(folder.data, { parts: [] })));
    const settled = await waitFor('four refusals', () => rivals.filter((run) => run.child.exitCode === 1).length === 4, 30_000);
    expect(settled).to.equal(true);
    const winner = rivals.find((run) => run.child.exitCode === null);
    await winner?.printed('ALL READY');
  });

  it('takes over the lock of a process that is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(join(folder.data, 'launcher.lock'), JSON.stringify({ pid: gone, identity: 'then' }));
    await oneStore().printed('ALL READY');
  });

  it('takes over a lock whose pid belongs to another process by now, and leaves that one alone', async () => {
    const reused = { pid: process.pid, identity: 'the process that had this pid before' };
    writeFileSync(join(folder.data, 'launcher.lock'), JSON.stringify(reused));
    writeFileSync(join(folder.data, 'processes.json'), JSON.stringify({ processes: [{ name: 'collector', ...reused }] }));
    const run = oneStore();
    await run.printed('ALL READY');
    expect(run.output.stdout).not.to.contain('left behind');
  });

  it('ends what a launcher that was killed has left behind, grandchildren included, and says so in one line', async () => {
    const killed = track(
      startTinyStack(folder.data, { parts: [{ name: 'store', stage: 'stores', port, env: { TINY_CHILDREN: 'plain' } }] }),
    );
    await killed.printed('ALL READY');
    const pids = await readPids(port);
    killed.child.kill('SIGKILL');
    await killed.exit;
    expect(pids.filter(isAlive)).to.deep.equal(pids);
    const next = oneStore();
    await next.printed('ALL READY');
    expect(pids.filter(isAlive)).to.deep.equal([]);
    const line = next.output.stdout.split('\n').find((text) => text.includes('left behind'));
    expect(line).to.contain(`store (pid ${pids[0]})`);
  });

  it('says how much disk space is missing, and where', async () => {
    const run = oneStore({ neededDiskBytes: 1e15 });
    expect(await run.exit).to.equal(1);
    expect(run.output.stderr).to.match(
      /^The disk of .+ has \d+ MB free, and the stack needs 1000000000 MB for the test: .+ PERAGUS_DATA_DIR .+\n$/,
    );
  });

  it('shows the last 20 lines of a part that exits before it is ready, and stops the others', async () => {
    const other = await findFreePort();
    const parts = [
      { name: 'good', stage: 'stores' as const, port, env: {} },
      { name: 'bad', stage: 'stores' as const, port: other, env: { TINY_EXIT_AT_ONCE: '7' } },
    ];
    const run = track(startTinyStack(folder.data, { parts }));
    expect(await run.exit).to.equal(1);
    const log = join(folder.data, 'logs', 'bad.log');
    expect(run.output.stderr).to.match(/^bad exited with code 7 before it was ready\./);
    expect(run.output.stderr).to.contain(log).and.contain('line 11').and.contain('line 30').and.not.contain('line 10\n');
    expect(readFileSync(log, 'utf8')).to.contain('line 1\n');
    expect(await isPortOpen(port)).to.equal(false);
  });

  it('starts no back end before the programs of all are there: Prometheus would report those that are still built', async () => {
    const ports: Record<string, string> = {};
    for (const { variable } of Object.values(PORTS)) ports[variable] = String(await findFreePort());
    const programs = { PERAGUS_COLLECTOR_BIN: process.execPath, PERAGUS_PROMETHEUS_BIN: join(folder.data, 'none') };
    const run = track(startLauncher(START, ['--stack-only'], { PERAGUS_DATA_DIR: folder.data, ...ports, ...programs }));
    expect(await run.exit).to.equal(1);
    expect(run.output.stderr).to.contain('PERAGUS_PROMETHEUS_BIN');
    expect(run.output.stdout).to.match(/Collector +.*found by its setting/);
    expect(run.output.stdout).not.to.match(/Collector +started/);
  });

  it('prints no control characters into a pipe', async () => {
    const run = oneStore({ forMs: 1 });
    expect(await run.exit).to.equal(0);
    expect(run.output.stdout).not.to.match(/[^\P{Cc}\n]/u);
    expect(run.output.stdout).to.match(/^\d\d:\d\d:\d\d {2}store +started \(pid \d+\)\n\d\d:\d\d:\d\d {2}store +ready after/);
  });
});
