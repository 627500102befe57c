// S10: whatever a page claims to be, it is the browser service: forged service names, server spans and series change nothing of a service.

import { expect } from 'chai';
import { browserService, service } from '../../instrumentation/vocabulary/services.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { configOf } from '../support/collector-config.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { keyValues, logs, nowNanos, postOtlp } from '../support/otlp-json.ts';
import { openStoreSink, type StoreSink } from '../support/store-sink.ts';
import { DoorRun, PAGE } from './support/door-run.ts';
import { oneSpan, post } from './support/otlp-client.ts';

const HONEST = 20;
const FORGED = 10;
const SERVER = 2;
const CLIENT = 3;
const KINDS_REFUSED = { server: SERVER, producer: 4, consumer: 5 };
const CALLS = 'traces.span.metrics.calls';
/** What a page may say, and what it may not. */
const ALLOWED = { 'http.request.method': 'GET', 'url.full': 'https://app.example.com/', 'session.id': 's1', 'browser.platform': 'x' };
const NOT_ALLOWED = {
  'db.query.text': 'drop',
  'peragus.debug': 'on',
  'enduser.id': 'ada',
  'gen_ai.usage.input_tokens': 1,
  'k8s.pod.name': 'p',
};
const page = { headers: { origin: PAGE } };
const impostor = {
  'service.name': service.api.name,
  'service.namespace': service.api.namespace,
  'service.instance.id': 'i',
  'host.name': 'h',
};

describe('S10: pages of browsers', function () {
  this.timeout(40_000);
  let stores: StoreSink;
  let collector: CollectorRun;
  let door: DoorRun;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
    stores = await openStoreSink();
    const more = ['yaml:connectors::span_metrics::metrics_flush_interval: 300ms'];
    collector = await CollectorRun.start('single', { environment: { ...stores.environment, PERAGUS_ENVIRONMENT: 'production' }, more });
    door = await DoorRun.start(baseUrl(collector.ports, 'browserCollector'), { PERAGUS_BROWSER_BURST: '200' });
  });
  after(async () => {
    await door?.stop();
    await collector?.remove();
    await stores?.sink.close();
  });

  it('go through all that the data of services go through, after what is theirs alone', () => {
    const { pipelines } = configOf('single').service;
    for (const signal of ['traces', 'logs'])
      expect(pipelines[`${signal}/browser`].processors.slice(-pipelines[signal].processors.length), signal).to.deep.equal(
        pipelines[signal].processors,
      );
  });

  const forge = (name: string, fields: object = {}) =>
    post(`${door.url}/v1/traces`, page, oneSpan({ name, kind: CLIENT, ...fields }, impostor));
  const stored = (name: string) => stores.sink.until(name, ({ spans }) => spans.find((span) => span.name === name));

  it('are stored as peragus-browser, with what a page may say and nothing else, under no sampling of their own', async () => {
    const attributes = keyValues({ ...ALLOWED, ...NOT_ALLOWED });
    const events = [{ timeUnixNano: nowNanos(), name: 'exception', attributes: keyValues({ 'exception.type': 'E', ...NOT_ALLOWED }) }];
    expect(await forge('forged-name', { attributes, events, traceState: 'peragus=debug' })).to.equal(200);
    const span = await stored('forged-name');
    expect(span.resource).to.deep.equal({
      'service.name': browserService.name,
      'service.namespace': browserService.namespace,
      'deployment.environment.name': 'production',
    });
    expect(span.attributes).to.deep.equal(ALLOWED);
    expect(span.events[0]?.attributes).to.deep.equal({ 'exception.type': 'E' });
    expect((span as { traceState?: string }).traceState ?? '').to.equal('');
  });

  it('are cut: 128 characters of a name, 1024 of a value, 32 attributes', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`browser.a${index}`, 'y'.repeat(2_000)]));
    expect(
      await post(
        `${door.url}/v1/traces`,
        page,
        oneSpan({ name: `long${'g'.repeat(500)}`, attributes: keyValues(many).slice(0, 20), kind: CLIENT }),
      ),
    ).to.equal(200);
    expect(await forge('many', { attributes: keyValues(Object.fromEntries(Object.keys(many).map((key) => [key, 'v']))) })).to.equal(200);
    const long = await stores.sink.until('long', ({ spans }) => spans.find(({ name }) => name.startsWith('longg')));
    expect(long.name).to.have.lengthOf(128);
    expect(Object.values(long.attributes).map((value) => String(value).length)).to.deep.equal(Array(20).fill(1_024));
    expect(Object.keys((await stored('many')).attributes)).to.have.lengthOf(32);
  });

  it('write log records as peragus-browser, secrets masked as those of services', async () => {
    const record = { timeUnixNano: nowNanos(), body: { stringValue: 'password=hunter2hunter2' }, attributes: keyValues(NOT_ALLOWED) };
    expect(await post(`${door.url}/v1/logs`, page, JSON.stringify(logs(impostor, [record])))).to.equal(200);
    const log = await stores.sink.until('the log record', ({ logs: records }) => records[0]);
    expect(log.resource['service.name']).to.equal(browserService.name);
    expect(log.attributes).to.deep.equal({});
    expect(log.body).to.equal('password=****');
  });

  it(`change no series of a service: ${HONEST} of its calls are counted as ${HONEST}, ${FORGED} forged spans of each of 3 kinds are dropped, ${FORGED} others are in no series`, async () => {
    for (let count = 0; count < HONEST; count += 1)
      await postOtlp(collector.otlpUrl, 'traces', JSON.parse(oneSpan({ name: 'GET /', kind: SERVER }, impostor)));
    for (const [name, kind] of Object.entries(KINDS_REFUSED))
      for (let count = 0; count < FORGED; count += 1) expect(await forge(`forged-${name}`, { kind, name: 'GET /' })).to.equal(200);
    for (let count = 0; count < FORGED; count += 1) await forge('GET /', { kind: CLIENT });
    expect(await forge('the last')).to.equal(200);
    await stored('the last');
    const calls = () => stores.sink.points.filter(({ metric }) => metric === CALLS);
    const latest = () => calls().at(-1)?.value;
    await stores.sink.until('the calls', () => latest() === HONEST);
    const seen = calls().length;
    await stores.sink.until('two more rounds of span metrics', () => calls().length >= seen + 2);
    expect(latest()).to.equal(HONEST);
    expect(new Set(calls().map(({ attributes }) => attributes['span.name']))).to.deep.equal(new Set(['GET /']));
    expect(stores.sink.spans.filter(({ resource }) => resource['service.name'] === service.api.name)).to.have.lengthOf(HONEST);
    expect(
      stores.sink.spans.filter(({ kind, resource }) => kind !== CLIENT && resource['service.name'] === browserService.name),
    ).to.deep.equal([]);
  });
});
