// Real Alertmanager, four channels: what each provider gets, that it takes it, and that a channel that is off or broken harms no other.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CHANNEL_FAILING } from '../../alerts/notifications/routing.ts';
import { SAMPLES_FILE, type Samples } from '../../scripts/notifications-page.ts';
import { watchChannels } from '../../stack/alert-channels/watch.ts';
import { RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { ENDED, PAGE, sampleBodies, TICKET } from '../support/providers/samples.ts';
import { type Providers, SwitchedOn, startProviders } from '../support/providers/switched-on.ts';
import { waitFor } from '../support/wait.ts';

const DEADLINE_MS = 20_000;
const FAILED = 'alertmanager_notifications_failed_total';

describe('channels of alerts', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'peragus-channels-'));
  const told: string[] = [];
  const watching = new AbortController();
  let to: Providers;
  let alertmanager: SwitchedOn;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    to = await startProviders(folder);
    alertmanager = await SwitchedOn.make(to.pagerduty.url);
    for (const channel of ['slack', 'pagerduty', 'email', 'webhook'] as const) await alertmanager.switchOn(channel, to.secrets[channel]);
    // Go's programs take the authorities that they trust from here.
    process.env.SSL_CERT_FILE = to.authority;
    await alertmanager.start();
    const { folder: staged, place, url } = alertmanager;
    const watched = { folder: staged, environment: place.environment, url, tell: (line: string) => told.push(line), lookEveryMs: 100 };
    void watchChannels(watched, watching.signal);
  });

  after(async () => {
    delete process.env.SSL_CERT_FILE;
    watching.abort();
    await alertmanager?.stop();
    await to?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const counts = () => ({
    pagerduty: to.pagerduty.received.length,
    slack: to.slack.received.length,
    email: to.mail.received.length,
    webhook: to.webhook.received.length,
  });
  const arrived = (wanted: ReturnType<typeof counts>) =>
    waitFor(
      `${JSON.stringify(wanted)}; there is ${JSON.stringify(counts())} and ${to.faults().join('; ')}`,
      () => Object.entries(wanted).every(([channel, count]) => counts()[channel as keyof typeof wanted] >= count),
      DEADLINE_MS,
    ).catch((error: Error) => {
      throw new Error(
        `${error.message} Now there is ${JSON.stringify(counts())}. ${to.faults().join('; ')} ${alertmanager.log.slice(-2_000)}`,
      );
    });

  it('deliver a page to PagerDuty, Slack and the webhook, a ticket to Slack, mail and the webhook, and the end of both', async () => {
    await alertmanager.send(PAGE, TICKET);
    await arrived({ pagerduty: 1, slack: 2, email: 1, webhook: 2 });
    await alertmanager.send({ ...PAGE, endsAt: ENDED }, { ...TICKET, endsAt: ENDED });
    await arrived({ pagerduty: 2, slack: 4, email: 2, webhook: 4 });
    expect(to.faults()).to.deep.equal([]);
    expect(counts()).to.deep.equal({ pagerduty: 2, slack: 4, email: 2, webhook: 4 });
    const [triggered, resolved] = to.pagerduty.received;
    expect([triggered?.event_action, resolved?.event_action]).to.deep.equal(['trigger', 'resolve']);
    expect(resolved?.dedup_key).to.equal(triggered?.dedup_key);
  });

  it('say what docs/notifications.md shows (PERAGUS_SAMPLES=1 writes it anew)', () => {
    const samples: Samples = sampleBodies(to, alertmanager);
    if (process.env.PERAGUS_SAMPLES) writeFileSync(SAMPLES_FILE, `${JSON.stringify(samples, undefined, 2)}\n`);
    expect(samples).to.deep.equal(JSON.parse(readFileSync(SAMPLES_FILE, 'utf8')));
  });

  it('that are off stay silent and count no failure, and the others are told', async () => {
    await alertmanager.switchOff('slack');
    await alertmanager.switchOff('email');
    await waitFor('the watch to tell', () => told.includes('Alerts go to: PagerDuty, Webhook, Heartbeat.'), DEADLINE_MS);
    const before = counts();
    const errorsBefore = alertmanager.log.split('\n').filter((line) => line.includes('level=ERROR')).length;
    await alertmanager.send(other(PAGE), other(TICKET));
    // The ticket has no channel of people of its own left: it goes to PagerDuty, with low urgency, rather than to nobody.
    await arrived({ ...before, pagerduty: before.pagerduty + 2, webhook: before.webhook + 2 });
    expect(counts()).to.include({ slack: before.slack, email: before.email });
    expect(to.pagerduty.received.slice(-2).map(({ payload }) => payload.severity)).to.have.members(['critical', 'warning']);
    expect((await alertmanager.metrics()).sum(FAILED)).to.equal(0);
    expect(alertmanager.log.split('\n').filter((line) => line.includes('level=ERROR'))).to.have.length(errorsBefore);
  });

  it('are on as soon as their file is in place, hear of what still fires, and stay as they were when it holds nonsense', async () => {
    const before = counts();
    await alertmanager.switchOn('email', 'hunter2');
    await waitFor('the watch to complain', () => told.find((line) => line.startsWith('Channels of alerts stay')), DEADLINE_MS);
    expect(told.join('\n')).not.to.include('hunter2');
    await alertmanager.switchOn('email', to.secrets.email);
    await alertmanager.switchOn('slack', to.secrets.slack);
    await waitFor('the watch to tell', () => told.includes('Alerts go to: PagerDuty, Slack, E-mail, Webhook, Heartbeat.'), DEADLINE_MS);
    await arrived({ ...before, slack: before.slack + 2, email: before.email + 1 });
  });

  it('that fail are counted, and the alert about it reaches people by the other three', async () => {
    to.slack.failWith(500);
    const before = counts();
    await alertmanager.send(other(PAGE, 'staging'));
    const isCounted = async () => (await alertmanager.metrics()).sum(FAILED, { integration: 'slack', receiver_name: 'on-call' }) > 0;
    await waitFor('the failure to be counted', isCounted, DEADLINE_MS);
    await alertmanager.send({ labels: { alertname: CHANNEL_FAILING, severity: 'page', service: 'alertmanager', integration: 'slack' } });
    await arrived({ ...before, pagerduty: before.pagerduty + 2, email: before.email + 1, webhook: before.webhook + 2 });
    expect(to.mail.received.at(-1)?.subject).to.equal(`[PAGE] ${CHANNEL_FAILING}`);
    to.slack.failWith(undefined);
    await arrived({ ...counts(), slack: before.slack + 2 });
    expect(to.faults()).to.deep.equal([]);
  });

  it('take names, labels and texts that were made to break them', async () => {
    const before = counts();
    const nasty = `<!channel> & "quotes" <img src=x onerror=alert(1)> ${'long '.repeat(3_000)}`;
    const alert = {
      labels: { ...TICKET.labels, alertname: 'Nasty', http_route: nasty },
      annotations: { ...TICKET.annotations, summary: nasty },
    };
    await alertmanager.send(...Array.from({ length: 30 }, (_, index) => ({ ...alert, labels: { ...alert.labels, route: `${index}` } })));
    await arrived({ ...before, slack: before.slack + 1, email: before.email + 1 });
    expect(to.faults()).to.deep.equal([]);
  });

  const other = (alert: typeof PAGE | typeof TICKET, environment = 'canary') => ({
    ...alert,
    labels: { ...alert.labels, deployment_environment_name: environment },
  });
});
