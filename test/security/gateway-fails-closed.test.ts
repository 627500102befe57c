// S03: what is sent straight to a gateway, by whoever, leaves it without secrets and without attributes that nobody has described.

import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { type Attribute, attribute, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CANARY, CANARY_RESOURCE, makeCanaryTelemetry } from '../support/canary-telemetry.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { figures } from '../support/figures.ts';
import { type Fields, keyValues, logs, metrics, nowNanos, postOtlp, traces } from '../support/otlp-json.ts';
import { openStoreSink, type StoreSink } from '../support/store-sink.ts';

/** Every unknown name holds this word. */
const STRANGER = 'stranger';
const UNKNOWN_A_RECORD = 50;
const DATAPOINTS_FILTERED = 'otelcol_processor_filter_datapoints_filtered_total';

const unknown = (): Fields =>
  Object.fromEntries(Array.from({ length: UNKNOWN_A_RECORD }, () => [`${STRANGER}.${randomBytes(4).toString('hex')}`, CANARY]));
const described: readonly Attribute[] = Object.values(attribute);
const known: Fields = Object.fromEntries(described.filter(({ sensitivity }) => sensitivity !== 'forbidden').map(({ key }) => [key, '7']));
const counter = (name: string, attributes: Fields) => ({
  name,
  sum: {
    aggregationTemporality: 2,
    isMonotonic: true,
    dataPoints: [{ startTimeUnixNano: nowNanos(-1_000), timeUnixNano: nowNanos(), asInt: '7', attributes: keyValues(attributes) }],
  },
});

describe('a gateway', function () {
  this.timeout(30_000);
  let stores: StoreSink;
  let gateway: CollectorRun;
  const sent = makeCanaryTelemetry();
  const spanOf = (name: string) => stores.sink.until(name, ({ spans }) => spans.find((span) => span.name === name));

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
    stores = await openStoreSink();
    const environment = { ...stores.environment, PERAGUS_ALLOWED_KEYS: 'app[.](?:session|note)' };
    gateway = await CollectorRun.start('gateway', { environment });
    const knownSpan = { ...sent.span, name: 'known', spanId: randomBytes(8).toString('hex'), attributes: keyValues(known) };
    const strangeSpan = {
      ...sent.span,
      name: 'strange',
      spanId: randomBytes(8).toString('hex'),
      attributes: keyValues({ ...unknown(), [attribute.httpRoute.key]: '/kept' }),
      events: [{ timeUnixNano: nowNanos(), name: 'e', attributes: keyValues(unknown()) }],
    };
    const everywhere = { ...CANARY_RESOURCE, ...unknown() };
    const strangeLog = { timeUnixNano: nowNanos(), body: { kvlistValue: { values: keyValues({ ...unknown(), code: 'x' }) } } };
    await postOtlp(gateway.otlpUrl, 'traces', traces(everywhere, [sent.span, sent.carelessSpan, knownSpan, strangeSpan]));
    await postOtlp(
      gateway.otlpUrl,
      'logs',
      logs(everywhere, [sent.log, ...sent.oddLogs, { ...strangeLog, attributes: keyValues(unknown()) }]),
    );
    await postOtlp(
      gateway.otlpUrl,
      'metrics',
      metrics(everywhere, [counter('with.stranger', unknown()), counter('without', { 'http.route': '/a' }), sent.metric]),
    );
    await stores.sink.until(
      'all signals',
      ({ spans, logs: lines, points }) => spans.length >= 4 && lines.length >= 6 && points.length >= 1,
    );
  });
  after(async () => {
    await gateway?.remove();
    await stores?.sink.close();
  });

  it('lets 0 of its canaries and 0 of 300 unknown names through, in resources, spans, events, logs, bodies and metrics', () => {
    const everything = stores.sink.bodies.join('\n');
    expect(everything).to.contain('/sessions/:id').and.to.contain('save failed');
    const found = { secretsFound: everything.split(CANARY).length - 1, unknownNamesFound: everything.split(STRANGER).length - 1 };
    figures('S03', found);
    expect(found).to.deep.equal({ secretsFound: 0, unknownNamesFound: 0 });
  });

  it('lets every name of the vocabulary through', async () => {
    const { attributes, resource: found } = await spanOf('known');
    expect(Object.keys(attributes)).to.include.members(Object.keys(known));
    const ofResource = new Set<string>(Object.values(resourceAttribute).map(({ key }) => key));
    expect(Object.keys(found)).to.have.members(Object.keys(CANARY_RESOURCE).filter((key) => ofResource.has(key)));
  });

  it('counts what it dropped on the record: 50 attributes of a span, of a log record with 51 more in its body', async () => {
    expect(await spanOf('strange')).to.include({ droppedAttributesCount: UNKNOWN_A_RECORD });
    const counts = stores.sink.logs.map(({ droppedAttributesCount }) => droppedAttributesCount);
    expect(counts).to.include(2 * UNKNOWN_A_RECORD + 1);
    expect(JSON.stringify(stores.sink.spans) + JSON.stringify(stores.sink.logs)).not.to.contain('redaction.');
  });

  it('drops a point whose label is unknown, counts it, and takes its neighbour', async () => {
    expect(stores.sink.points.map(({ metric }) => metric)).to.deep.equal(['without']);
    // The second is the one with session.token.
    expect((await gateway.metrics()).sum(DATAPOINTS_FILTERED)).to.equal(2);
  });

  it('takes attributes of an application that PERAGUS_ALLOWED_KEYS names, with their secrets masked', async () => {
    const { attributes } = await spanOf(sent.span.name);
    expect(attributes).to.include({ 'app.session': '22222222-0000-4000-8000-000000000002', 'app.note': 'postgres****db.internal/main' });
    expect(attributes).not.to.have.any.keys('app.list', 'app.cards');
  });
});
