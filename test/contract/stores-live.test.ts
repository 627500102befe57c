// What is posted to the Collector is in the stores, with all its links and without its secrets.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type OnCallInbox, startOnCallInbox } from '../../stack/on-call-inbox.ts';
import { BACKEND_NAMES } from '../../stack/process-spec.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CANARY, CANARY_RESOURCE, type CanaryTelemetry, makeCanaryTelemetry } from '../support/canary-telemetry.ts';
import { listeningAddresses } from '../support/listeners.ts';
import { logs, metrics, postOtlp, traces } from '../support/otlp-json.ts';
import { type Json, listLokiLabels, queryExemplars, queryLoki, queryPrometheus, readTrace, searchTempo } from '../support/store-queries.ts';
import { waitFor } from '../support/wait.ts';

const ARRIVES_WITHIN_MS = 20_000;
/** Span metrics are flushed every 15 s. */
const SPAN_METRICS_WITHIN_MS = 40_000;
/** Rules are looked at every 15 s; Alertmanager sends a new group at once. */
const ALERT_WITHIN_MS = 60_000;

describe('Collector, Prometheus, Loki, Tempo and Alertmanager together', function () {
  this.timeout(120_000);
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  let inbox: OnCallInbox;
  const told: string[] = [];
  let sent: CanaryTelemetry;
  let url: Record<'otlpHttp' | 'prometheus' | 'loki' | 'tempo', string>;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    for (const name of BACKEND_NAMES) await programsOf(name);
    place = await makePlace();
    const { ports } = place;
    url = {
      otlpHttp: baseUrl(ports, 'otlpHttp'),
      prometheus: baseUrl(ports, 'prometheus'),
      loki: baseUrl(ports, 'loki'),
      tempo: baseUrl(ports, 'tempo'),
    };
    inbox = await startOnCallInbox(ports.onCall, (line) => told.push(line));
    backEnds = new BackEnds(place);
    await Promise.all(BACKEND_NAMES.map((name) => backEnds.start(name)));
    sent = makeCanaryTelemetry();
    await postOtlp(url.otlpHttp, 'traces', traces(CANARY_RESOURCE, [sent.span, sent.carelessSpan]));
    await postOtlp(url.otlpHttp, 'logs', logs(CANARY_RESOURCE, [sent.log]));
    await postOtlp(url.otlpHttp, 'logs', logs({ 'service.name': 'odd' }, sent.oddLogs));
    await postOtlp(url.otlpHttp, 'metrics', metrics(CANARY_RESOURCE, [sent.metric]));
  });
  after(async () => {
    await backEnds?.stopAll();
    inbox?.close();
    place?.remove();
  });

  const readMetric = () =>
    waitFor(
      'the metric',
      async () => (await queryPrometheus(url.prometheus, 'http_server_request_duration_seconds_count'))[0],
      ARRIVES_WITHIN_MS,
    );
  const readLog = (): Promise<{ stream: Json; line: string; metadata: Json }> =>
    waitFor(
      'the log line',
      async () => {
        const [found] = await queryLoki(url.loki, `{service_name="peragus-api"} | trace_id="${sent.traceId}"`);
        return found && { stream: found.stream, line: found.values[0][1], metadata: found.values[0][2].structuredMetadata };
      },
      ARRIVES_WITHIN_MS,
    );
  const readSpan = (): Promise<Json> =>
    waitFor(
      'the trace',
      async () =>
        (await readTrace(url.tempo, sent.traceId))?.batches[0].scopeSpans[0].spans.find((span: Json) => span.name === sent.span.name),
      ARRIVES_WITHIN_MS,
    );
  const readSpanMetrics = () =>
    waitFor(
      'exemplars of the span metrics',
      async () => (await queryExemplars(url.prometheus, 'traces_span_metrics_duration_seconds_bucket{span_kind="SPAN_KIND_SERVER"}'))[0],
      SPAN_METRICS_WITHIN_MS,
      250,
    );

  it('keeps a metric under job and instance, with the promoted resource attributes as labels', async () => {
    const series = await readMetric();
    expect(series.metric).to.include({
      job: 'peragus/peragus-api',
      instance: CANARY_RESOURCE['service.instance.id'],
      service_version: '9.9.9',
      deployment_environment_name: 'test',
      http_route: '/sessions/:id',
    });
    expect(series.value[1]).to.equal('3');
  });

  it('keeps a log line under 3 index labels, with its trace id beside the line', async () => {
    const { stream, metadata } = await readLog();
    expect(stream).to.deep.equal({ service_name: 'peragus-api', service_namespace: 'peragus', deployment_environment_name: 'test' });
    expect(metadata).to.include({ trace_id: sent.traceId, span_id: sent.spanId, severity_text: 'ERROR', exception_type: 'Error' });
    expect(await listLokiLabels(url.loki)).to.have.members(['deployment_environment_name', 'service_name', 'service_namespace']);
  });

  it('takes a log record with a stack of 90 KB, and shows the stack below the message', async () => {
    const { line, metadata } = await readLog();
    expect(line.length).to.be.greaterThan(90_000);
    expect(line).to.match(/^save failed /);
    expect(line).to.contain('\nError: write failed\n    at frame0 ').and.to.contain('at frame2499 ');
    expect(metadata).not.to.have.property('exception_stacktrace');
  });

  it('takes 4 of 4 odd log records: 300 attributes of 10 KB, an object, a stack that is in the line already, a stack without a line', async () => {
    const found = await waitFor(
      'the odd log lines',
      async () => {
        const values = (await queryLoki(url.loki, '{service_name="odd"}')).flatMap((stream) => stream.values);
        return (
          values.length === sent.oddLogs.length &&
          values.map(([, line, { structuredMetadata }]) => ({ line, metadata: structuredMetadata }))
        );
      },
      ARRIVES_WITHIN_MS,
    );
    expect(found.map(({ line }: Json) => line)).to.have.members([
      'crowded',
      '{"exception.stacktrace":"Error: a\\n    at b","password":"****","step":"object"}',
      'said twice\nError: a\n    at b',
      'only a stack\n    at b',
    ]);
    const { metadata } = found.find(({ line }: Json) => line === 'crowded') as Json;
    expect(metadata).to.include({ dropped_attributes_count: String(300 + 1 - 64) });
    expect(Object.values(metadata).filter((value) => String(value).endsWith('x [cut]'))).to.have.length.within(63, 64);
  });

  it('keeps a trace under its id, zeros in front included, and finds it by TraceQL', async () => {
    expect((await readSpan()).name).to.equal('GET /sessions/:id');
    const query = '{ resource.service.name = "peragus-api" && span.http.route = "/sessions/:id" && status = error }';
    const [found] = await waitFor(
      'the trace in a search',
      async () => {
        const list = await searchTempo(url.tempo, query);
        return list.length > 0 && list;
      },
      ARRIVES_WITHIN_MS,
    );
    expect(sent.traceId).to.match(/^0/);
    expect(found.traceID.padStart(32, '0')).to.equal(sent.traceId);
  });

  it('makes span metrics in seconds, with job, bounded labels and an exemplar that names the trace', async () => {
    const exemplar = await readSpanMetrics();
    expect(exemplar.labels).to.include({ trace_id: sent.traceId, span_id: sent.spanId });
    const [series] = await queryPrometheus(url.prometheus, 'traces_span_metrics_duration_seconds_count{span_kind="SPAN_KIND_SERVER"}');
    const labels = Object.keys(series.metric).filter((label) => !label.startsWith('__'));
    expect(series.metric).to.include({ job: 'peragus/peragus-api', http_response_status_code: '500', status_code: 'STATUS_CODE_ERROR' });
    expect(labels).to.have.members([
      ...['job', 'instance', 'service_name', 'service_namespace', 'service_instance_id', 'service_version', 'deployment_environment_name'],
      ...['http_route', 'http_request_method', 'http_response_status_code', 'span_name', 'span_kind', 'status_code'],
    ]);
  });

  it('leaves our own attributes as they are: token counts, SQL, ids', async () => {
    const fields = Object.fromEntries((await readSpan()).attributes.map(({ key, value }: Json) => [key, Object.values(value)[0]]));
    expect(fields).to.include({
      'gen_ai.usage.input_tokens': '321',
      'gen_ai.token.type': 'input',
      'db.query.text': 'SELECT token FROM sessions WHERE token = ? AND id = ?',
      'url.query': 'page=2&access_token=****&sort=asc',
      'http.request.header.cookie': '****',
      'app.session': '22222222-0000-4000-8000-000000000002',
    });
    expect(fields['app.cards']).to.equal('["paid with ****","****","****"]');
    expect(fields).not.to.have.any.keys('redaction.span_name', 'redaction.status_message', 'process.command_line');
  });

  it('masks values and keeps the text around them readable', async () => {
    const { line, metadata } = await readLog();
    expect(line).to.contain('save failed {"user":"ann","password":"****"} api_key=****\n');
    expect(metadata).to.include({ openaiApiKey: '****', meta: '{"kept":"yes","request":{"headers":{"cookie":"****"}}}' });
  });

  it('lets none of 16 secrets reach a store or the disk', async () => {
    expect(JSON.stringify([CANARY_RESOURCE, sent]).match(/kanari/g)).to.have.length(16);
    await Promise.all([readMetric(), readLog(), readSpanMetrics()]);
    const everything = [
      await queryPrometheus(url.prometheus, '{__name__=~".+"}'),
      await queryLoki(url.loki, '{service_name=~".+"}'),
      await readTrace(url.tempo, sent.traceId),
    ];
    for (const answer of everything) expect(JSON.stringify(answer)).to.contain('peragus-api').and.not.to.contain(CANARY);
    for (const entry of readdirSync(place.data, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) expect(readFileSync(path).includes(CANARY), path).to.equal(false);
    }
  });

  it('scrapes all 5 parts of the stack, and loads the alert rules', async () => {
    await waitFor(
      '5 targets that are up',
      async () => {
        const jobs = (await queryPrometheus(url.prometheus, 'up == 1')).map((series) => series.metric.job);
        return BACKEND_NAMES.every((name) => jobs.includes(name));
      },
      SPAN_METRICS_WITHIN_MS,
    );
    const rules = (await (await fetch(`${url.prometheus}/api/v1/rules`)).json()) as Json;
    expect(rules.data.groups).not.to.be.empty;
    const active = (await (await fetch(`${url.prometheus}/api/v1/alertmanagers`)).json()) as Json;
    expect(active.data.activeAlertmanagers.map((entry: Json) => new URL(entry.url).host)).to.deep.equal([
      `127.0.0.1:${place.ports.alertmanager}`,
    ]);
  });

  it('brings a firing rule to the on-call inbox, as a heartbeat and not as news', async () => {
    const lastHeartbeat = async () => ((await (await fetch(inbox.url)).json()) as Json).lastHeartbeatAt;
    await waitFor('a heartbeat of the Watchdog', lastHeartbeat, ALERT_WITHIN_MS);
    // The errors that were logged above are of a kind that is new to this stack.
    expect(told.filter((line) => !/NewErrorKind — peragus-api \(test\)/.test(line))).to.deep.equal([]);
  });

  it('names its own metrics as alerts expect them', async () => {
    const exporters = await waitFor(
      'metrics of the Collector',
      async () => {
        const list = await queryPrometheus(url.prometheus, 'otelcol_exporter_sent_log_records_total');
        return list.length > 0 && list;
      },
      SPAN_METRICS_WITHIN_MS,
    );
    expect(exporters[0].metric).to.include({ job: 'collector', exporter: 'otlp_http/loki' });
  });

  it('listens on the loopback only, on the ports that the table names', () => {
    const LOOPBACK_HEX = '0100007F';
    const known = new Set<number>(Object.values(place.ports));
    for (const name of BACKEND_NAMES) {
      const addresses = listeningAddresses(backEnds.pid(name)).map((address) => address.split(':'));
      expect(addresses, name).not.to.be.empty;
      for (const [host, port] of addresses) {
        expect(host, `${name} listens on ${host}:${port}`).to.equal(LOOPBACK_HEX);
        expect(known.has(Number.parseInt(port ?? '', 16)), `${name} listens on port ${Number.parseInt(port ?? '', 16)}`).to.equal(true);
      }
    }
  });
});
