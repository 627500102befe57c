// Contract of `npm start`: a part that crashes comes back by itself, later each time.

import { expect } from 'chai';
import { findFreePort } from '../support/free-ports.ts';
import { isAlive, type LauncherRun, makeDataFolder, readPids, startTinyStack } from '../support/launcher-run.ts';
import { waitFor } from '../support/wait.ts';

describe('the launcher, when a part crashes', () => {
  let folder: ReturnType<typeof makeDataFolder>;
  let run: LauncherRun;
  let port: number;

  beforeEach(async () => {
    folder = makeDataFolder();
    port = await findFreePort();
    run = startTinyStack(folder.data, { parts: [{ name: 'store', stage: 'stores', port, env: { TINY_CHILDREN: 'plain' } }] });
    await run.printed('ALL READY');
  });
  afterEach(async () => {
    run.child.kill('SIGTERM');
    await run.exit;
    folder.remove();
  });

  const crash = async () => {
    const pids = await readPids(port);
    process.kill(pids[0] ?? 0, 'SIGKILL');
    const isBack = async () => (await readPids(port))[0] !== pids[0];
    await waitFor('the restart', isBack, 20_000);
    return pids;
  };

  it('restarts it after 1 s, then after 2 s, and tells both', async () => {
    await crash();
    await run.printed(/restarting in .+\n.+started \(pid \d+\)\n.+ready after/);
    await crash();
    const delays = [...run.output.stdout.matchAll(/was ended by SIGKILL; restarting in ([\d.]+) s/g)].map((match) => Number(match[1]));
    expect(delays).to.have.length(2);
    expect(delays[0]).to.be.within(1, 1.3);
    expect(delays[1]).to.be.within(2, 2.5);
  });

  it('ends the children of the crashed process before it starts it again', async () => {
    const [, ...children] = await crash();
    expect(children).to.have.length(2);
    expect(children.filter(isAlive)).to.deep.equal([]);
  });

  it('stops within the delay before a restart without starting it once more', async () => {
    const pids = await readPids(port);
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await run.printed('restarting in');
    run.child.kill('SIGTERM');
    expect(await run.exit).to.equal(143);
    expect(run.output.stdout.match(/started \(pid/g)).to.have.length(1);
  });
});
