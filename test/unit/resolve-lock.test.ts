// Two processes never make the same entry at once; a dead one's lock is taken over; an abort leaves no process and no half entry.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { attempt, createScratch, failureOf, MAKE_PROGRAMS, REPOSITORY, type Scratch, writeFakeGo } from '../support/resolve-scratch.ts';
import { waitFor } from '../support/wait.ts';

const CLI = path.join(REPOSITORY, 'stack', 'resolve', 'cli.ts');
const DEADLINE_MS = 20_000;

describe('resolveBackend: lock and abort', () => {
  let scratch: Scratch;
  let goOn: string;
  let pidFile: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    scratch = await createScratch();
    goOn = path.join(scratch.folder, 'go-on');
    pidFile = path.join(scratch.folder, 'pid');
    // A build that starts a process of its own and waits until the test lets it go on.
    await writeFakeGo(scratch, {
      build: `sleep 600 & echo $$ $! > '${pidFile}'; while [ -d '${scratch.folder}' ] && [ ! -e '${goOn}' ]; do sleep 0.05; done; kill $!; ${MAKE_PROGRAMS}`,
    });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      // Politely, so that it ends the go that it started.
      if (child.exitCode !== null || child.signalCode !== null || !child.kill('SIGTERM')) continue;
      await once(child, 'close');
    }
    await scratch.remove();
  });

  it('lets the second process wait for the first, say so, and take what the first made: 1 build for both', async () => {
    const first = startCli();
    await buildPids();
    const second = startCli();
    await waitFor(
      'the second to say that it waits',
      () => second.said().includes(`waiting for process ${first.child.pid} on`),
      DEADLINE_MS,
    );
    await writeFile(goOn, '');
    expect(await first.ended).to.equal(0);
    expect(await second.ended).to.equal(0);
    expect(first.said()).to.contain('Tempo: 2.8.0-20250529, built from source');
    expect(second.said()).to.contain('Tempo: 2.8.0-20250529, from the cache');
    expect((await readFile(path.join(scratch.folder, 'go.log'), 'utf8')).match(/^build /gm)).to.have.length(1);
    expect(await readdir(scratch.cache)).to.have.length(1);
  });

  it('takes the lock of a killed process over with what it left, and builds', async () => {
    const first = startCli();
    const pids = await buildPids();
    first.child.kill('SIGKILL');
    await first.ended;
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    expect((await readdir(scratch.cache)).join()).to.match(/\.lock$/);
    await writeFile(goOn, '');
    expect((await attempt(scratch, 'tempo').resolution).how).to.equal('built');
    expect((await readdir(scratch.cache)).join()).not.to.contain('lock');
  });

  it('takes over a lock whose owner has given no sign for over a minute, though its pid runs', async () => {
    const first = attempt(scratch, 'tempo');
    await buildPids();
    await writeFile(goOn, '');
    const { programs } = await first.resolution;
    const entry = path.dirname(programs.tempo ?? '');
    const owner = path.join(`${entry}.lock`, `${process.pid}@${hostname()}@old`);
    await mkdir(path.join(owner, 'source'), { recursive: true });
    await utimes(owner, new Date(0), new Date(0));
    await rm(entry, { recursive: true });
    expect((await attempt(scratch, 'tempo').resolution).how).to.equal('built');
  });

  it('ends go with all it started on an abort, and leaves nothing in the cache', async () => {
    const abort = new AbortController();
    const { resolution } = attempt(scratch, 'tempo', { signal: abort.signal });
    const failed = failureOf(resolution);
    const pids = await buildPids();
    abort.abort();
    const failure = await failed;
    expect(failure.code).to.equal('aborted');
    expect(failure.message).to.equal('Tempo was not made ready because the work was stopped.');
    for (const pid of pids) expect(isRunning(pid), `process ${pid}`).to.equal(false);
    expect(await readdir(scratch.cache)).to.deep.equal([]);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends the command line on ${signal} with code 1 and one sentence, with go and all it started`, async () => {
      const cli = startCli();
      const pids = await buildPids();
      cli.child.kill(signal);
      expect(await cli.ended).to.equal(1);
      expect(cli.said().trimEnd().split('\n').at(-1)).to.equal('Tempo was not made ready because the work was stopped.');
      for (const pid of pids) expect(isRunning(pid), `process ${pid}`).to.equal(false);
      expect(await readdir(scratch.cache)).to.deep.equal([]);
    });
  }

  it('stops waiting for another process on an abort', async () => {
    const first = startCli();
    await buildPids();
    const abort = new AbortController();
    const { events, resolution } = attempt(scratch, 'tempo', { signal: abort.signal });
    const failed = failureOf(resolution);
    await waitFor('the wait', () => events.some(({ kind }) => kind === 'waiting'), DEADLINE_MS);
    abort.abort();
    expect((await failed).code).to.equal('aborted');
    expect(first.child.exitCode).to.equal(null);
  });

  it('prints help with code 0, and names the back ends with code 1 when asked for an unknown one', () => {
    const help = spawnSync(process.execPath, [CLI, '--help'], { encoding: 'utf8' });
    expect([help.status, help.stdout.split('\n')[0]]).to.deep.equal([0, 'Usage: node stack/resolve/cli.ts [name…]']);
    const unknown = spawnSync(process.execPath, [CLI, 'grafana'], { encoding: 'utf8' });
    expect([unknown.status, unknown.stderr]).to.deep.equal([
      1,
      'There is no back end "grafana"; the names are collector, prometheus, loki, tempo, alertmanager.\n',
    ]);
  });

  function startCli(): { child: ChildProcess; ended: Promise<unknown>; said: () => string } {
    const child = spawn(process.execPath, [CLI, 'tempo'], { env: scratch.environment, stdio: ['ignore', 'ignore', 'pipe'] });
    children.push(child);
    let text = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    return { child, ended: once(child, 'close').then(([code]) => code), said: () => text };
  }

  /** Waits for the build to run, and returns the pids of go and of what it started. */
  async function buildPids(): Promise<number[]> {
    const text = await waitFor('the build to run', async () => (await readFile(pidFile, 'utf8')).trim(), DEADLINE_MS);
    return text.split(' ').map(Number);
  }
});

/** A zombie of a killed parent counts as ended. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}
