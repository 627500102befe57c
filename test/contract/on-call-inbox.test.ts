// Contract of the on-call inbox: takes what Alertmanager sends, tells each change once, and bears everything else.

import { networkInterfaces } from 'node:os';
import { expect } from 'chai';
import { type OnCallInbox, startOnCallInbox } from '../../stack/on-call-inbox.ts';

describe('the on-call inbox', () => {
  let inbox: OnCallInbox;
  let told: string[];

  beforeEach(async () => {
    told = [];
    inbox = await startOnCallInbox(0, (line) => told.push(line));
  });
  afterEach(() => inbox.close());

  const alert = (status: string, job: string, summary = 'No telemetry for 1 minute.') => ({
    status,
    labels: { alertname: 'ServiceTelemetryLost', severity: 'page', job },
    annotations: { summary },
    startsAt: '2026-01-01T00:00:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: `fingerprint of ${job}`,
  });
  const post = async (body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return (await fetch(inbox.url, { method: 'POST', headers, body: text })).status;
  };
  const deliver = (...alerts: unknown[]) => post({ version: '4', receiver: 'on-call', status: 'firing', alerts });
  const readNotifications = async () =>
    ((await (await fetch(inbox.url)).json()) as { notifications: { alerts: unknown[] }[] }).notifications;

  it('tells an alert that fires and one that resolves in one line each', async () => {
    await deliver(alert('firing', 'peragus/peragus-api'));
    await deliver(alert('resolved', 'peragus/peragus-api'));
    expect(told).to.deep.equal([
      'ALERT firing page ServiceTelemetryLost peragus/peragus-api — No telemetry for 1 minute.',
      'ALERT resolved page ServiceTelemetryLost peragus/peragus-api — No telemetry for 1 minute.',
    ]);
  });

  it('tells an alert once when its group is sent 3 times, and keeps all 3 notifications', async () => {
    await deliver(alert('firing', 'a'));
    await deliver(alert('firing', 'a'), alert('firing', 'b'));
    await deliver(alert('firing', 'a'), alert('firing', 'b'));
    expect(told).to.have.length(2);
    expect((await readNotifications()).map(({ alerts }) => alerts.length)).to.deep.equal([2, 2, 1]);
  });

  it('keeps the last 200 of 210 notifications, newest first', async () => {
    for (let count = 1; count <= 210; count += 1) await deliver(alert('firing', `job-${count}`));
    const notifications = await readNotifications();
    expect(notifications).to.have.length(200);
    expect(JSON.stringify(notifications[0])).to.contain('job-210');
  });

  it('remembers the last heartbeat, tells nothing of it and keeps the alerts', async () => {
    await deliver(alert('firing', 'a'));
    const heartbeats = inbox.url.replace(/\/alerts$/, '/heartbeats');
    const body = JSON.stringify({ version: '4', receiver: 'heartbeat', status: 'firing', alerts: [alert('firing', 'watchdog')] });
    for (let count = 0; count < 3; count += 1)
      await fetch(heartbeats, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(told).to.have.length(1);
    expect(await readNotifications()).to.have.length(1);
    const { lastHeartbeatAt } = (await (await fetch(inbox.url)).json()) as { lastHeartbeatAt: string };
    expect(Date.parse(lastHeartbeatAt)).to.be.closeTo(Date.now(), 60_000);
  });

  it('prints no control characters and no line breaks of an alert', async () => {
    await deliver(alert('firing', 'a', 'one\n\x1b[2Jtwo'));
    expect(told).to.deep.equal(['ALERT firing page ServiceTelemetryLost a — one [2Jtwo']);
  });

  it('refuses what is no notification', async () => {
    expect(await post('{')).to.equal(400);
    expect(await post({ version: '4', alerts: [{ status: 'maybe' }] })).to.equal(400);
    expect(await post({ version: '3', alerts: [] })).to.equal(400);
    expect(await post({ version: '4', alerts: [] }, { 'content-type': 'text/plain' })).to.equal(415);
    expect((await fetch(inbox.url, { method: 'DELETE' })).status).to.equal(405);
    expect((await fetch(`${inbox.url}/x`)).status).to.equal(404);
    expect(await readNotifications()).to.deep.equal([]);
  });

  it('refuses a body of more than 1 MB and answers the next request', async () => {
    const status = await post(' '.repeat(1_000_001)).catch(() => 413);
    expect(status).to.equal(413);
    expect(await deliver(alert('firing', 'a'))).to.equal(200);
  });

  it('does not listen on any address of the network', async () => {
    const port = new URL(inbox.url).port;
    const outside = Object.values(networkInterfaces())
      .flatMap((entries) => entries ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal);
    const answers = await Promise.allSettled(outside.map(({ address }) => fetch(`http://${address}:${port}/alerts`)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).to.deep.equal([]);
  });
});
