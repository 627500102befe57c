// `npm run drill` against the real Alertmanager: tells every channel that is on, ends what it began, and says which channel fails.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { findFreePort } from '../support/free-ports.ts';
import { type Providers, SwitchedOn, startProviders } from '../support/providers/switched-on.ts';

const DRILL = join(import.meta.dirname, '..', '..', 'stack', 'drill', 'start.ts');

describe('npm run drill', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'peragus-drill-'));
  let to: Providers;
  let alertmanager: SwitchedOn;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    to = await startProviders(folder);
    alertmanager = await SwitchedOn.make(to.pagerduty.url);
    for (const channel of ['slack', 'pagerduty', 'webhook'] as const) await alertmanager.switchOn(channel, to.secrets[channel]);
    await alertmanager.start();
  });

  after(async () => {
    await alertmanager?.stop();
    await to?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function drill(...args: readonly string[]): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, [DRILL, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output: Buffer.concat(chunks).toString('utf8') };
  }

  it('shows its help and says which flag is wrong', async () => {
    expect(await drill('--help')).to.include({ code: 0 });
    const { code, output } = await drill('--within', 'soon');
    expect(code).to.equal(2);
    expect(output).to.include('--within takes seconds').and.include('usage: npm run drill');
  });

  it('says that there is no Alertmanager, and ends', async () => {
    const { code, output } = await drill('--alertmanager', `http://127.0.0.1:${await findFreePort()}`);
    expect(code).to.equal(1);
    expect(output).to.include("can't be reached");
  });

  it('tells the three channels that are on of the drill and of its end, with times, and marks it DRILL', async () => {
    const { code, output } = await drill('--alertmanager', alertmanager.url, '--note', 'by the test');
    expect(code, output).to.equal(0);
    for (const channel of ['PagerDuty', 'Slack', 'Webhook']) {
      expect(output).to.match(new RegExp(`${channel} +drill +taken after \\d+\\.\\d s, the provider took \\d+ ms`));
      expect(output).to.match(new RegExp(`${channel} +its end +taken after`));
    }
    expect(output).not.to.include('E-mail');
    expect(to.pagerduty.received.map(({ event_action, payload }) => [event_action, payload.severity])).to.deep.equal([
      ['trigger', 'info'],
      ['resolve', 'info'],
    ]);
    expect(to.slack.received[0]?.attachments[0]?.title).to.equal('🧪 DRILL: Test of the way to you: by the test');
    expect(to.slack.received[1]?.attachments[0]?.title).to.match(/DRILL RESOLVED/);
    expect(to.faults()).to.deep.equal([]);
  });

  it('names the channel that does not take it, tells the others of the end, and exits with 1', async () => {
    to.slack.failWith(404);
    const before = to.pagerduty.received.length;
    const { code, output } = await drill('--alertmanager', alertmanager.url, '--within', '4');
    to.slack.failWith(undefined);
    expect(code, output).to.equal(1);
    expect(output).to.match(/Slack +drill +NOT taken; \d+ attempts? failed/);
    expect(output).to.match(/PagerDuty +its end +taken after/);
    expect(to.pagerduty.received.length).to.equal(before + 2);
    const alerts = (await (await fetch(`${alertmanager.url}/api/v2/alerts`)).json()) as unknown[];
    expect(alerts).to.deep.equal([]);
  });
});
