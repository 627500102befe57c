// The main job on the real application: each signal of each service in its store, one trace from page to SQL, and an alert that arrives.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { loadBoards } from '../../dashboards/render/board.ts';
import { createNotebook, provokeError, readSettings, runCell } from '../../examples/srcbook/driver.ts';
import { installSrcbook, srcbookProcesses } from '../../examples/srcbook/processes.ts';
import {
  attribute as a,
  attribute,
  collectorMetric,
  external,
  type Metric,
  metric,
  resourceAttribute as r,
  select,
  seriesOf,
  service,
} from '../../instrumentation/vocabulary/index.ts';
import type { ProcessSpec } from '../../stack/process-spec.ts';
import { runbookCommands, runCommand } from '../runbooks/commands.ts';
import { isPortOpen } from '../support/free-ports.ts';
import { NpmStart } from '../support/npm-start.ts';
import { drawTree, pathTo } from '../support/span-tree.ts';
import { SpecProcesses } from '../support/spec-processes.ts';
import { type StoredSpan, Stores } from '../support/stores.ts';
import { waitFor } from '../support/wait.ts';

/** Telemetry is in its store within: export 15 s, queue 1 s, and the stores' own flush. */
const ARRIVAL_DEADLINE_MS = 60_000;
/** The promise of ServiceTelemetryLost: from the death of a process to the message. */
const ALERT_DEADLINE_MS = 120_000;

interface Notification {
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

const commands = runbookCommands();

describe('the main job on Srcbook', function () {
  this.timeout(60 * 60_000);
  let stack: NpmStart;
  let stores: Stores;
  let web = '';
  const processes = new SpecProcesses();

  const specs = () => new Map(srcbookProcesses(stack.place).map((spec) => [spec.name, spec]));
  const launch = (spec: ProcessSpec): Promise<void> =>
    processes.launch(spec, stack.place.environment).catch((error: Error) => {
      throw new Error(`${error.message}\nnpm start said: ${stack.output.slice(-4_000)}`);
    });
  const told = async (): Promise<Notification['alerts']> => {
    const { notifications } = (await (await fetch(`http://127.0.0.1:${stack.ports.onCall}/alerts`)).json()) as {
      notifications: Notification[];
    };
    return notifications.flatMap(({ alerts }) => alerts);
  };

  before(async () => {
    stack = await NpmStart.run('--stack-only');
    await stack.ready();
    await installSrcbook(stack.place, () => {});
    for (const spec of specs().values()) await launch(spec);
    stores = new Stores(stack.ports);
    web = `http://127.0.0.1:${stack.ports.web}`;
    await readSettings(web);
    const notebook = await createNotebook(web, { title: 'End to end', source: 'console.log(6 * 7)' });
    expect((await runCell(web, notebook)).stdout).to.include('42');
    await provokeError(web);
  });

  after(async () => {
    for (const name of processes.names) await processes.end(name, 'SIGKILL');
    await stack?.clean();
  });

  const requests = (job: string, route: string) =>
    `${select(
      metric.httpServerRequestDuration,
      [
        ['job', '=', job],
        ['http.route', '=', route],
      ],
      'count',
    )} > 0`;

  it('finds a request of each service in Prometheus, with its route', async () => {
    for (const [job, route] of [
      [service.web.job, '/api/*path'],
      [service.api.job, '/api/settings'],
    ] as const) {
      const [series] = await waitFor(
        `${job} ${route} in Prometheus`,
        async () => {
          const found = await stores.series(requests(job, route));
          return found.length > 0 && found;
        },
        ARRIVAL_DEADLINE_MS,
        500,
      );
      expect(series).to.include({
        http_response_status_code: '200',
        http_request_method: 'GET',
        deployment_environment_name: 'development',
      });
    }
  });

  it('finds every runtime and process metric of both services in Prometheus', async () => {
    const always = (Object.values(metric) as Metric[]).filter(({ name }) => /^(nodejs|v8js|process)\./.test(name));
    for (const { job } of Object.values(service)) {
      for (const entry of always) {
        const query = select(entry, [['job', '=', job]], entry.instrument === 'histogram' ? 'count' : undefined);
        await waitFor(`${query} in Prometheus`, async () => (await stores.series(query)).length > 0, ARRIVAL_DEADLINE_MS, 500);
      }
    }
  });

  const wholeTrace = async (query: string): Promise<{ readonly id: string; readonly spans: StoredSpan[] }> =>
    waitFor(
      `a trace for ${query}`,
      async () => {
        for (const id of await stores.findTraces(query)) {
          const spans = await stores.trace(id);
          if (spans.some(({ attributes }) => attributes[a.dbSystemName.key] === 'sqlite')) return { id, spans };
        }
        return undefined;
      },
      ARRIVAL_DEADLINE_MS,
      500,
    );

  it('finds web → api → SQL as one trace in Tempo: 4 kinds of spans, each the child of the one before', async () => {
    const { spans } = await wholeTrace(
      `{ resource.${r.serviceName.key} = "${service.api.name}" && span.${a.httpRoute.key} = "/api/settings" }`,
    );
    const root = spans.find(({ parentSpanId }) => parentSpanId === '');
    expect(root).to.include({ service: service.web.name, name: 'GET /api/*path' });
    const call = spans.find(({ parentSpanId, attributes }) => parentSpanId === root?.spanId && attributes[a.urlFull.key]);
    expect(call).to.include({ service: service.web.name, name: 'GET' });
    const answer = spans.find(({ parentSpanId }) => parentSpanId === call?.spanId);
    expect(answer).to.include({ service: service.api.name, name: 'GET /api/settings' });
    const statement = spans.find(
      ({ parentSpanId, attributes }) => parentSpanId === answer?.spanId && attributes[a.dbSystemName.key] === 'sqlite',
    );
    expect(statement?.service).to.equal(service.api.name);
    expect(statement?.attributes).to.include({ [a.dbOperationName.key]: 'SELECT' });
  });

  it('finds one click, the run of a cell, as one trace in Tempo: page request → WebSocket message → SQL and child process', async () => {
    const { spans, child } = await waitFor(
      'the trace of the cell',
      async () => {
        for (const id of await stores.findTraces(`{ resource.${r.serviceName.key} = "${service.api.name}" && name = "spawn node" }`)) {
          const found = await stores.trace(id);
          const spawned = found.find(({ name }) => name === 'spawn node');
          if (spawned && pathTo(spawned, found).length >= 5) return { spans: found, child: spawned };
        }
        return undefined;
      },
      ARRIVAL_DEADLINE_MS,
      500,
    );
    console.log(drawTree(spans).join('\n').replace(/^/gm, '      '));
    const message = `${service.api.name}: receive session:* cell:exec`;
    const toMessage = [`${service.web.name}: GET`, `${service.web.name}: GET`, `${service.api.name}: GET`, message];
    expect(pathTo(child, spans)).to.deep.equal([...toMessage, `${service.api.name}: spawn node`]);
    const statements = spans.filter(({ attributes }) => attributes[a.dbSystemName.key] === 'sqlite');
    expect(statements.map((span) => pathTo(span, spans)).filter((path) => path[3] === message)).not.to.deep.equal([]);
  });

  it('finds nothing in Prometheus and Tempo that the vocabulary does not know', async () => {
    const known = new Map([...(Object.values(metric) as Metric[]), ...(Object.values(collectorMetric) as Metric[])].flatMap(seriesOf));
    const jobs = Object.values(service).map(({ job }) => job);
    const series = await stores.series(`{job=~"${jobs.join('|')}", __name__!~"target_info|ALERTS.*"}`);
    expect(series.length).to.be.greaterThan(100);
    const strangers = series.flatMap(({ __name__: name = '', ...labels }) => {
      const allowed = known.get(name);
      return allowed
        ? Object.keys(labels).flatMap((label) => (allowed.has(label) ? [] : [`label ${label} of ${name}`]))
        : [`series ${name}`];
    });
    expect([...new Set(strangers)]).to.deep.equal([]);
    const tags = await stores.spanTags();
    const keys = new Set<string>(Object.values(attribute).map(({ key }) => key));
    const resourceKeys = new Set<string>(Object.values(r).map(({ key }) => key));
    expect(tags.span.length).to.be.greaterThan(10);
    expect(tags.span.filter((key) => !keys.has(key))).to.deep.equal([]);
    expect(tags.resource.filter((key) => !resourceKeys.has(key))).to.deep.equal([]);
  });

  it('finds the log lines of a failed request in Loki, of both services, with the id of its trace', async () => {
    const [id] = await waitFor(
      'the failed request in Tempo',
      async () => {
        const ids = await stores.findTraces(
          `{ resource.${r.serviceName.key} = "${service.api.name}" && span.${a.httpResponseStatusCode.key} = 500 }`,
        );
        return ids.length > 0 && ids;
      },
      ARRIVAL_DEADLINE_MS,
      500,
    );
    for (const { name } of Object.values(service)) {
      const lines = await waitFor(
        `a line of ${name} for trace ${id} in Loki`,
        async () => {
          const found = await stores.streams(`{service_name="${name}"} | trace_id="${id}"`);
          return found.length > 0 && found;
        },
        ARRIVAL_DEADLINE_MS,
        500,
      );
      expect(lines[0]).to.include({ service_name: name, service_namespace: 'peragus' });
    }
  });

  it('finds span metrics with an exemplar that leads to a trace in Tempo', async () => {
    const id = await waitFor(
      'an exemplar',
      async () => (await stores.exemplarTraces('{__name__=~"traces_span_metrics_duration.*_bucket"}'))[0],
      ARRIVAL_DEADLINE_MS,
      1000,
    );
    expect(await waitFor(`trace ${id} in Tempo`, async () => (await stores.trace(id)).length, ARRIVAL_DEADLINE_MS, 500)).to.be.greaterThan(
      0,
    );
  });

  it('draws every dashboard without a query that fails, where no Grafana takes its place', async function () {
    if (await isPortOpen(stack.ports.grafana)) this.skip();
    for (const { uid, title } of loadBoards()) {
      const response = await fetch(`http://127.0.0.1:${stack.ports.dashboards}/d/${uid}?from=now-5m&to=now`);
      const page = await response.text();
      expect(response.status, title).to.equal(200);
      expect(/class="trouble".{0,600}/s.exec(page)?.[0], title).to.equal(undefined);
    }
    const overview = await (await fetch(`http://127.0.0.1:${stack.ports.dashboards}/d/service-overview?from=now-5m&to=now`)).text();
    for (const { name } of [service.api, service.web]) expect(overview).to.include(`Links of ${name}`);
  });

  it('finds no rule that waits for what nobody emits: npm run lint:rules', async () => {
    const lint = join(import.meta.dirname, '../rules/lint.ts');
    const prometheus = `http://127.0.0.1:${stack.ports.prometheus}`;
    // What it finds, it prints; what a scrape later would have been there is no finding.
    const run = () =>
      promisify(execFile)(process.execPath, [lint, '--prometheus', prometheus]).catch((error: Error & { stdout: string }) => {
        throw new Error(error.stdout);
      });
    const { stdout } = await waitFor('the rules to be without findings', run, ARRIVAL_DEADLINE_MS, 1_000);
    console.log(`      ${stdout.trim()}`);
  });

  it('tells the on-call channel within 120 s that the API is gone, and that it is back', async () => {
    const uptime = select(metric.processUptime, [['job', '=', service.api.job]]);
    // ServiceTelemetryLost keeps still for the first two minutes of Prometheus: it can't tell yet who went and who never came.
    const settled = `count_over_time(${external.alerts.name}{alertname="Watchdog", alertstate="firing"}[2m]) >= 21`;
    await waitFor('Prometheus to have run for two minutes', async () => (await stores.series(settled)).length > 0, 180_000, 1000);
    await waitFor('the API to be present', async () => (await stores.series(uptime)).length > 0, ARRIVAL_DEADLINE_MS, 500);
    const heard = async (status: string) =>
      (await told()).some(
        (alert) => alert.status === status && alert.labels.alertname === 'ServiceTelemetryLost' && alert.labels.job === service.api.job,
      );
    expect(await heard('firing')).to.equal(false);
    await processes.end('srcbook-api', 'SIGKILL');
    const killed = performance.now();
    await waitFor('ServiceTelemetryLost to arrive', () => heard('firing'), ALERT_DEADLINE_MS, 250);
    const firedS = (performance.now() - killed) / 1000;
    expect((await told()).filter(({ labels }) => labels.job === service.web.job && labels.severity === 'page')).to.deep.equal([]);
    await launch(specs().get('srcbook-api') as ProcessSpec);
    const restarted = performance.now();
    await waitFor('ServiceTelemetryLost to be resolved', () => heard('resolved'), ALERT_DEADLINE_MS, 250);
    console.log(
      `      killed → told ${firedS.toFixed(0)} s, ready again → resolved ${((performance.now() - restarted) / 1000).toFixed(0)} s`,
    );
  });

  it(`runs the ${commands.length} commands of the runbooks, and each has something to say`, async () => {
    for (const { alert, command } of commands) expect(await runCommand(command, stack.place), `${alert}: ${command}`).not.to.equal('');
  });

  it('leaves no process and no open port behind after SIGTERM to npm', async () => {
    for (const name of processes.names) await processes.end(name, 'SIGTERM');
    await stack.stop('SIGTERM', 'npm');
    expect(stack.leftProcesses()).to.deep.equal([]);
    expect(await stack.openPorts()).to.deep.equal([]);
  });
});
