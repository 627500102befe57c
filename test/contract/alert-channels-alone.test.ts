// What keeps the channels of alerts in a container: with the folders that docker-compose.yml mounts, and no library.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { type FakeServer, listenLocally } from '../support/fake-server.ts';
import { waitFor } from '../support/wait.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const DEADLINE_MS = 20_000;
const { command, volumes } = parse(readFileSync(join(REPOSITORY, 'docker-compose.yml'), 'utf8'), { merge: true }).services[
  'alert-channels'
];

describe('the container of alert channels', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'peragus-alert-channels-'));
  const folder = join(scratch, 'etc');
  let reloads = 0;
  let alertmanager: FakeServer;
  let child: ChildProcess;

  before(async () => {
    for (const mount of volumes as string[]) {
      const [source = '', target = ''] = mount.split(':');
      if (source.startsWith('./')) cpSync(join(REPOSITORY, source), join(scratch, target), { recursive: true });
    }
    mkdirSync(join(folder, 'secrets'), { recursive: true });
    const server = createServer((request, response) => {
      if (request.method === 'POST' && request.url === '/-/reload') reloads += 1;
      response.end();
    });
    alertmanager = await listenLocally(server);
    child = spawn(process.execPath, [join(scratch, command[1]), folder, `http://127.0.0.1:${alertmanager.port}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  });
  after(async () => {
    child.kill('SIGKILL');
    await alertmanager.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const configuration = () => parse(readFileSync(join(folder, 'alertmanager.yaml'), 'utf8'));
  const listsOf = (name: string) => Object.keys(configuration().receivers.find((receiver: { name: string }) => receiver.name === name));

  it('writes a configuration without channels where there is no secret', async () => {
    await waitFor('the configuration', () => reloads === 1, DEADLINE_MS);
    expect(listsOf('on-call')).to.deep.equal(['name']);
  });

  it('switches Slack on within 5 s of its file, and has Alertmanager reload', async () => {
    writeFileSync(join(folder, 'secrets', 'slack-url'), 'https://hooks.slack.com/services/T/B/x\n');
    await waitFor('the reload', () => reloads === 2, 5_000);
    expect(listsOf('on-call')).to.deep.equal(['name', 'slack_configs']);
  });

  it('ends at SIGTERM with code 0', async () => {
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
  });
});
