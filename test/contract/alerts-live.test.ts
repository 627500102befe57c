// Real Prometheus and Alertmanager with the generated rules: from pushed samples to the webhook, and back to resolved.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { alertLabels } from '../../alerts/case-series.ts';
import { TOTAL_OUTAGE_ALERT } from '../../alerts/catalogue/service-errors.ts';
import { TELEMETRY_LOST } from '../../alerts/catalogue/service-presence.ts';
import { WATCHDOG } from '../../alerts/catalogue/watchdog.ts';
import { attribute, metric, resourceAttribute, service } from '../../instrumentation/vocabulary/index.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { BACKENDS } from '../../stack/processes/index.ts';
import { makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { keyValues, metrics, nowNanos, postOtlp } from '../support/otlp-json.ts';
import { waitFor } from '../support/wait.ts';

/** Alertmanager's first word takes a rule evaluation and a group wait, 5 s in all; the rest is for a busy machine. */
const HEARTBEAT_DEADLINE_MS = 90_000;
const FIRING_DEADLINE_MS = 110_000;
const RESOLVED_DEADLINE_MS = 60_000;
/** Faster than the preload's 15 s, so that the test is short; windows, `for` and routing are the real ones. */
const PUSH_EVERY_MS = 5_000;

interface Notification {
  /** Path at the sink, one for each secret. */
  readonly channel: string;
  readonly status: string;
  readonly alerts: readonly { readonly labels: Record<string, string>; readonly annotations: Record<string, string> }[];
}

describe('alerts, live', function () {
  this.timeout(4 * 60_000);
  const notifications: Notification[] = [];
  const children: ChildProcess[] = [];
  const requests = { ok: 0, failed: 0 };
  const step = { ok: 0, failed: 30 };
  let place: Awaited<ReturnType<typeof makePlace>>;
  let sink: Server;
  let pushing: NodeJS.Timeout;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    place = await makePlace();
    sink = await startSink(notifications);
    const secrets = join(place.data, 'alertmanager', 'secrets');
    const sinkUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
    await start('alertmanager', async () => {
      await writeFile(join(secrets, 'webhook-url'), `${sinkUrl}/on-call\n`);
      await writeFile(join(secrets, 'heartbeat-url'), `${sinkUrl}/heartbeat\n`);
    });
    await start('prometheus');
    await push();
    // A push that fails is followed by the next one; a lasting failure shows as an alert that doesn't come.
    pushing = setInterval(() => void push().catch(() => undefined), PUSH_EVERY_MS);
  });

  after(async () => {
    clearInterval(pushing);
    for (const child of children.filter((one) => one.exitCode === null)) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    sink?.closeAllConnections();
    sink?.close();
    place?.remove();
  });

  it('delivers the Watchdog to the heartbeat', async () => {
    const beat = await waitFor('the heartbeat', () => notifications.find(({ channel }) => channel === '/heartbeat'), HEARTBEAT_DEADLINE_MS);
    expect(beat.alerts.map(({ labels }) => labels.alertname)).to.deep.equal([WATCHDOG]);
  });

  it('pages on-call for a total outage in less than 110 s, with a text that names the service', async () => {
    const page = await waitFor(`${TOTAL_OUTAGE_ALERT} firing`, () => find(TOTAL_OUTAGE_ALERT, 'firing'), FIRING_DEADLINE_MS);
    expect(page.alerts).to.have.length(1);
    expect(page.alerts[0]?.labels).to.include({ ...alertLabels(service.api), severity: 'page', team: 'peragus' });
    expect(page.alerts[0]?.annotations.summary).to.equal('peragus-api fails 100% of its requests');
  });

  it('says resolved in less than 60 s after requests succeed again', async () => {
    Object.assign(step, { ok: 5_000, failed: 0 });
    await waitFor(`${TOTAL_OUTAGE_ALERT} resolved`, () => find(TOTAL_OUTAGE_ALERT, 'resolved'), RESOLVED_DEADLINE_MS);
  });

  it('holds back the errors of a lost service, and not those of another one', async () => {
    const alertsUrl = `${baseUrl(place.ports, 'alertmanager')}/api/v2/alerts`;
    const send = async (alertname: string, job: string): Promise<void> => {
      const [service_namespace, service_name] = job.split('/');
      // A label that both lack counts as equal, so they have all that real ones have.
      const labels = { alertname, job, severity: 'page', service_namespace, service_name, deployment_environment_name: 'test' };
      const body = JSON.stringify([{ labels }]);
      const answer = await fetch(alertsUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      expect(answer.status).to.equal(200);
    };
    await send(TELEMETRY_LOST, 'test/lost');
    await send(TOTAL_OUTAGE_ALERT, 'test/lost');
    await send(TOTAL_OUTAGE_ALERT, 'test/alive');
    await waitFor('the page of the living service', () => find(TOTAL_OUTAGE_ALERT, 'firing', 'test/alive'), 30_000);
    const answer = await fetch(`${alertsUrl}?filter=alertname=${TOTAL_OUTAGE_ALERT}`);
    const alerts = (await answer.json()) as { labels: Record<string, string>; status: { state: string } }[];
    const states = alerts.map(({ labels, status }) => `${labels.job} ${status.state}`);
    expect(states).to.include.members(['test/lost suppressed', 'test/alive active']);
    expect(find(TOTAL_OUTAGE_ALERT, 'firing', 'test/lost')).to.equal(undefined);
  });

  it('sent the Watchdog to nobody but the heartbeat, and nothing else there', () => {
    for (const { channel, alerts } of notifications) {
      for (const { labels } of alerts) expect(labels.alertname === WATCHDOG).to.equal(channel === '/heartbeat');
    }
  });

  function find(alertname: string, status: string, job: string = service.api.job): Notification | undefined {
    const isIt = (labels: Record<string, string>) => labels.alertname === alertname && labels.job === job;
    return notifications.find((one) => one.status === status && one.alerts.some(({ labels }) => isIt(labels)));
  }

  /** Starts a back end as the stack does; `adjust` may change what was staged. */
  async function start(name: 'prometheus' | 'alertmanager', adjust?: () => Promise<void>): Promise<void> {
    const programs = await programsOf(name);
    await BACKENDS[name].prepare(place);
    await adjust?.();
    const { command, args, cwd, readyUrl, readyWithinS } = BACKENDS[name].spec(place, programs);
    const child = spawn(command, args, { cwd: cwd ?? place.data, stdio: ['ignore', 'ignore', 'pipe'] });
    children.push(child);
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      log = `${log}${chunk}`.slice(-2000);
    });
    const isReady = async () => (await fetch(readyUrl)).ok;
    await waitFor(`${name} to be ready`, isReady, readyWithinS * 1000).catch((error: Error) => {
      throw new Error(`${error.message} It said: ${log}`);
    });
  }

  /** One export of the API's request histogram. */
  async function push(): Promise<void> {
    requests.ok += step.ok;
    requests.failed += step.failed;
    const { name, unit } = metric.httpServerRequestDuration;
    const dataPoints = [
      countPoint(requests.ok, { [attribute.httpResponseStatusCode.key]: 200 }),
      countPoint(requests.failed, { [attribute.httpResponseStatusCode.key]: 500, [attribute.errorType.key]: '500' }),
    ];
    const resource = {
      [resourceAttribute.serviceName.key]: service.api.name,
      [resourceAttribute.serviceNamespace.key]: service.api.namespace,
      [resourceAttribute.serviceInstanceId.key]: 'a',
    };
    const request = metrics(resource, [{ name, unit, histogram: { aggregationTemporality: 2, dataPoints } }]);
    await postOtlp(`${baseUrl(place.ports, 'prometheus')}/api/v1/otlp`, 'metrics', request);
  }
});

function countPoint(count: number, labels: Readonly<Record<string, string | number>>): object {
  const histogram = { count: String(count), sum: count, explicitBounds: [1], bucketCounts: [String(count), '0'] };
  return { timeUnixNano: nowNanos(), attributes: keyValues(labels), ...histogram };
}

async function startSink(received: Notification[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    received.push({ channel: request.url ?? '', ...JSON.parse(Buffer.concat(chunks).toString('utf8')) });
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
