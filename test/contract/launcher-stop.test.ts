// Contract of `npm start`: however it is stopped, no process and no open port stays, and the exit code says why.

import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { TinyStack } from '../fixtures/launcher/tiny-stack.ts';
import { findFreePort, isPortOpen } from '../support/free-ports.ts';
import { isAlive, type LauncherRun, makeDataFolder, readPids, startLauncher, startTinyStack, TINY_STACK } from '../support/launcher-run.ts';

describe('the launcher, when it is stopped', () => {
  let folder: ReturnType<typeof makeDataFolder>;
  let run: LauncherRun | undefined;
  let port: number;

  beforeEach(async () => {
    folder = makeDataFolder();
    port = await findFreePort();
  });
  afterEach(async () => {
    run?.child.kill('SIGTERM');
    await run?.exit;
    folder.remove();
  });

  const startOne = async (env: Record<string, string>, more: Partial<TinyStack> = {}) => {
    run = startTinyStack(folder.data, { parts: [{ name: 'store', stage: 'stores', port, env }], ...more });
    await run.printed('ALL READY');
    return run;
  };

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`leaves none of 3 processes and no port after ${signal}, and exits with ${code}`, async () => {
      const launcher = await startOne({ TINY_CHILDREN: 'plain' });
      const pids = await readPids(port);
      expect(pids).to.have.length(3);
      launcher.child.kill(signal);
      expect(await launcher.exit).to.equal(code);
      expect(pids.filter(isAlive)).to.deep.equal([]);
      expect(await isPortOpen(port)).to.equal(false);
    });
  }

  it('takes a signal that comes twice within milliseconds for one, and still stops gracefully', async () => {
    const launcher = await startOne({ TINY_ON_SIGTERM: 'slow' });
    launcher.child.kill('SIGINT');
    await launcher.printed('Stopping after SIGINT');
    launcher.child.kill('SIGINT');
    expect(await launcher.exit).to.equal(130);
    expect(launcher.output.stdout).to.match(/store +stopped after/);
  });

  it('kills at once after a second Ctrl-C', async () => {
    const launcher = await startOne({ TINY_ON_SIGTERM: 'ignore' });
    const pids = await readPids(port);
    launcher.child.kill('SIGINT');
    await launcher.printed('Stopping after SIGINT');
    // A person's second press; anything faster counts as the same one.
    await sleep(700);
    const pressedAt = performance.now();
    launcher.child.kill('SIGINT');
    expect(await launcher.exit).to.equal(130);
    expect(performance.now() - pressedAt).to.be.below(5_000);
    expect(pids.filter(isAlive)).to.deep.equal([]);
  });

  it('kills after 10 s what ignores SIGTERM, children included', async () => {
    const launcher = await startOne({ TINY_ON_SIGTERM: 'ignore', TINY_CHILDREN: 'stubborn' });
    const pids = await readPids(port);
    launcher.child.kill('SIGTERM');
    expect(await launcher.exit).to.equal(143);
    expect(launcher.output.stdout).to.match(/store +killed after 1\d s/);
    expect(pids.filter(isAlive)).to.deep.equal([]);
    expect(await isPortOpen(port)).to.equal(false);
  });

  it('stops the application before the Collector, and the Collector before the stores', async () => {
    const ports = [port, await findFreePort(), await findFreePort()];
    const stages = ['stores', 'collector', 'application'] as const;
    const parts = stages.map((stage, index) => ({ name: `part-${stage}`, stage, port: ports[index] ?? 0, env: {} }));
    run = startTinyStack(folder.data, { parts });
    await run.printed('ALL READY');
    run.child.kill('SIGTERM');
    await run.exit;
    const stopped = run.output.stdout.split('\n').filter((line) => line.includes('stopped after'));
    expect(stopped.map((line) => /part-(\w+)/.exec(line)?.[1])).to.deep.equal(['application', 'collector', 'stores']);
  });

  it('stops by itself after --for, counted from readiness, and exits with 0', async () => {
    const launcher = await startOne({}, { forMs: 1_000 });
    const readyAt = performance.now();
    expect(await launcher.exit).to.equal(0);
    expect(performance.now() - readyAt).to.be.within(500, 20_000);
    expect(await isPortOpen(port)).to.equal(false);
  });

  it('stops everything and exits with 1 after an error that nothing caught', async () => {
    const launcher = await startOne({}, { throwWhenReady: true });
    expect(await launcher.exit).to.equal(1);
    expect(launcher.output.stderr).to.match(/^The launcher failed: Error: a mistake in the launcher/);
    expect(await isPortOpen(port)).to.equal(false);
  });

  it('stops everything when nobody reads its output any more', async () => {
    const launcher = await startOne({});
    const [pid = 0] = await readPids(port);
    launcher.child.stdout?.destroy();
    // The restart gives it something to print.
    process.kill(pid, 'SIGKILL');
    expect(await launcher.exit).to.equal(141);
    expect(await isPortOpen(port)).to.equal(false);
  });

  it('stops everything when npm was killed and could pass nothing on', async () => {
    const stack: TinyStack = { parts: [{ name: 'store', stage: 'stores', port, env: {} }] };
    // In place of npm: a process that starts the launcher and waits for it.
    const parent = `require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' })`;
    const environment = { PERAGUS_DATA_DIR: folder.data, npm_lifecycle_event: 'start' };
    run = startLauncher('-e', [parent, '--', TINY_STACK, JSON.stringify(stack)], environment);
    await run.printed('ALL READY');
    const pids = await readPids(port);
    run.child.kill('SIGKILL');
    // Its output closes when the launcher has ended, too.
    await run.exit;
    expect(run.output.stdout).to.contain('Everything has stopped.');
    expect(pids.filter(isAlive)).to.deep.equal([]);
  });
});
