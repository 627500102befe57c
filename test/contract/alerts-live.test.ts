// Real Prometheus and Alertmanager with the generated rules: from pushed samples to the webhook, and back to resolved.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { alertLabels } from '../../alerts/case-series.ts';
import { TOTAL_OUTAGE_ALERT } from '../../alerts/catalogue/service-errors.ts';
import { TELEMETRY_LOST } from '../../alerts/catalogue/service-presence.ts';
import { WATCHDOG } from '../../alerts/catalogue/watchdog.ts';
import { attribute, metric, PROMOTED_RESOURCE_ATTRIBUTES, resourceAttribute, service } from '../../instrumentation/vocabulary/index.ts';
import { resolveBackend } from '../../stack/resolve/resolve.ts';
import { waitFor } from '../support/wait.ts';

const repository = join(import.meta.dirname, '..', '..');
const RESOLVE_DEADLINE_MS = 20 * 60_000;
const READY_DEADLINE_MS = 30_000;
const FIRING_DEADLINE_MS = 110_000;
const RESOLVED_DEADLINE_MS = 60_000;
/** Faster than the preload's 15 s, so that the test is short; windows, `for` and routing are the real ones. */
const PUSH_EVERY_MS = 5_000;

interface Notification {
  readonly channel: string;
  readonly status: string;
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, string>;
  }[];
}

describe('alerts, live', function () {
  this.timeout(RESOLVE_DEADLINE_MS);
  const notifications: Notification[] = [];
  const children: ChildProcess[] = [];
  /** Requests so far, by status code. */
  const requests = { '200': 0, '500': 0 };
  const step = { '200': 0, '500': 30 };
  let folder = '';
  let sink: Server;
  let prometheusUrl = '';
  let alertmanagerUrl = '';
  let pushing: NodeJS.Timeout;

  before(async () => {
    const [prometheus, alertmanager] = [
      await resolveBackend('prometheus', { environment: process.env, repository }),
      await resolveBackend('alertmanager', { environment: process.env, repository }),
    ];
    folder = await mkdtemp(join(tmpdir(), 'peragus-alerts-'));
    sink = await startSink(notifications);
    alertmanagerUrl = await startAlertmanager(alertmanager.programs.alertmanager ?? '');
    prometheusUrl = await startPrometheus(prometheus.programs.prometheus ?? '');
    pushing = setInterval(() => void push(), PUSH_EVERY_MS);
    await push();
  });

  after(async () => {
    clearInterval(pushing);
    for (const child of children.filter((one) => one.exitCode === null)) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    sink?.closeAllConnections();
    sink?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('delivers the Watchdog to the heartbeat within 30 s', async () => {
    const beat = await waitFor('the heartbeat', () => notifications.find(({ channel }) => channel === '/heartbeat'), 30_000);
    expect(beat.alerts.map(({ labels }) => labels.alertname)).to.deep.equal([WATCHDOG]);
  });

  it('pages on-call for a total outage in less than 110 s, with a text that names the service', async () => {
    const page = await waitFor(`${TOTAL_OUTAGE_ALERT} firing`, () => find(TOTAL_OUTAGE_ALERT, 'firing'), FIRING_DEADLINE_MS);
    expect(page.alerts).to.have.length(1);
    expect(page.alerts[0]?.labels).to.include({ ...alertLabels(service.api), severity: 'page', team: 'peragus' });
    expect(page.alerts[0]?.annotations.summary).to.equal('peragus-api fails 100% of its requests');
  });

  it('says resolved in less than 60 s after requests succeed again', async () => {
    Object.assign(step, { '200': 5000, '500': 0 });
    await waitFor(`${TOTAL_OUTAGE_ALERT} resolved`, () => find(TOTAL_OUTAGE_ALERT, 'resolved'), RESOLVED_DEADLINE_MS);
  });

  it('holds back the errors of a lost service, and not those of another one', async () => {
    const send = async (alertname: string, job: string): Promise<void> => {
      const body = JSON.stringify([{ labels: { alertname, job, severity: 'page' } }]);
      const answer = await fetch(`${alertmanagerUrl}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(answer.status).to.equal(200);
    };
    await send(TELEMETRY_LOST, 'test/lost');
    await send(TOTAL_OUTAGE_ALERT, 'test/lost');
    await send(TOTAL_OUTAGE_ALERT, 'test/alive');
    await waitFor('the page of the living service', () => find(TOTAL_OUTAGE_ALERT, 'firing', 'test/alive'), 30_000);
    const answer = await fetch(`${alertmanagerUrl}/api/v2/alerts?filter=alertname=${TOTAL_OUTAGE_ALERT}`);
    const states = ((await answer.json()) as { labels: Record<string, string>; status: { state: string } }[]).map(
      ({ labels, status }) => `${labels.job} ${status.state}`,
    );
    expect(states).to.include.members(['test/lost suppressed', 'test/alive active']);
    expect(find(TOTAL_OUTAGE_ALERT, 'firing', 'test/lost')).to.equal(undefined);
  });

  it('sent the Watchdog to nobody but the heartbeat, and nothing else there', () => {
    for (const { channel, alerts } of notifications) {
      for (const { labels } of alerts) expect(labels.alertname === WATCHDOG).to.equal(channel === '/heartbeat');
    }
  });

  function find(alertname: string, status: string, job: string = service.api.job): Notification | undefined {
    return notifications.find(
      (one) => one.status === status && one.alerts.some(({ labels }) => labels.alertname === alertname && labels.job === job),
    );
  }

  async function startAlertmanager(program: string): Promise<string> {
    const home = join(folder, 'alertmanager');
    await mkdir(join(home, 'secrets'), { recursive: true });
    await copyFile(join(repository, 'alerts/notifications/alertmanager.yaml'), join(home, 'alertmanager.yaml'));
    const sinkUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
    await writeFile(join(home, 'secrets/webhook-url'), `${sinkUrl}/on-call\n`);
    await writeFile(join(home, 'secrets/heartbeat-url'), `${sinkUrl}/heartbeat\n`);
    const args = ['--config.file=alertmanager.yaml', '--storage.path=state', '--cluster.listen-address='];
    return start(program, args, home);
  }

  async function startPrometheus(program: string): Promise<string> {
    const home = join(folder, 'prometheus');
    await mkdir(home, { recursive: true });
    const config = {
      otlp: { promote_resource_attributes: PROMOTED_RESOURCE_ATTRIBUTES.map(({ key }) => key) },
      rule_files: [join(repository, 'alerts/generated/rules/*.yaml')],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanagerUrl).host] }] }] },
    };
    await writeFile(join(home, 'prometheus.yaml'), stringify(config));
    return start(program, ['--config.file=prometheus.yaml', '--storage.tsdb.path=data', '--web.enable-otlp-receiver'], home);
  }

  /** Starts a program on a free port and settles with its address when it is ready. */
  async function start(program: string, args: readonly string[], cwd: string): Promise<string> {
    const port = await findFreePort();
    const child = spawn(program, [...args, `--web.listen-address=127.0.0.1:${port}`], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    children.push(child);
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      log = `${log}${chunk}`.slice(-2000);
    });
    const url = `http://127.0.0.1:${port}`;
    const isReady = async () => (await fetch(`${url}/-/ready`)).ok;
    await waitFor(`${program} to be ready`, isReady, READY_DEADLINE_MS).catch((error) => {
      throw new Error(`${error.message} It said: ${log}`);
    });
    return url;
  }

  async function push(): Promise<void> {
    for (const status of ['200', '500'] as const) requests[status] += step[status];
    const body = JSON.stringify(requestCounts(requests));
    const headers = { 'content-type': 'application/json' };
    await fetch(`${prometheusUrl}/api/v1/otlp/v1/metrics`, { method: 'POST', headers, body });
  }
});

async function startSink(received: Notification[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    received.push({ channel: request.url ?? '', ...JSON.parse(Buffer.concat(chunks).toString('utf8')) });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One OTLP export of the API's request histogram. */
function requestCounts(counts: Readonly<Record<string, number>>): object {
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const { name, unit } = metric.httpServerRequestDuration;
  const dataPoints = Object.entries(counts).map(([status, count]) => ({
    timeUnixNano: `${Date.now()}000000`,
    count: String(count),
    sum: count,
    explicitBounds: [1],
    bucketCounts: [String(count), '0'],
    attributes: [
      { key: attribute.httpResponseStatusCode.key, value: { intValue: status } },
      ...(status === '500' ? [text(attribute.errorType.key, status)] : []),
    ],
  }));
  const resource = [
    text(resourceAttribute.serviceName.key, service.api.name),
    text(resourceAttribute.serviceNamespace.key, service.api.namespace),
    text(resourceAttribute.serviceInstanceId.key, 'a'),
  ];
  const metrics = [{ name, unit, histogram: { aggregationTemporality: 2, dataPoints } }];
  return { resourceMetrics: [{ resource: { attributes: resource }, scopeMetrics: [{ metrics }] }] };
}
