// Every metric of the vocabulary arrives with its unit and only its own attributes; nothing arrives that the vocabulary doesn't know.

import { expect } from 'chai';
import { attribute, type Metric, metric, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { runApp, sendTo, startApp } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const all = Object.values(metric) as Metric[];
const known = new Map(all.map((entry) => [entry.name, entry]));
const kinds = { counter: 'sum', updowncounter: 'sum', gauge: 'gauge', histogram: 'histogram' };

describe('telemetry that leaves the process', () => {
  const sink = new Sink();

  before(async () => {
    const env = sendTo(await sink.listen());
    await runApp('notes-import.mjs', { env });
    const app = startApp('busy-runtime.mjs', { env });
    await app.printed('busy');
    await sink.until(
      'garbage collection of each common kind',
      ({ points }) =>
        ['minor', 'major'].every((kind) => points.some((point) => point.attributes['v8js.gc.type'] === kind)) ||
        points.filter((point) => point.metric === metric.gcDuration.name).length > 5,
    );
    app.child.kill('SIGTERM');
    await app.ended;
  });
  after(() => sink.close());

  it(`holds all ${all.length} metrics of the vocabulary`, () => {
    const arrived = new Set(sink.points.map((point) => point.metric));
    expect(all.map(({ name }) => name).filter((name) => !arrived.has(name))).to.deep.equal([]);
  });

  it('holds no metric, unit, instrument or attribute that the vocabulary does not know', () => {
    const violations = sink.points.flatMap((point) => {
      const entry = known.get(point.metric);
      if (!entry) return [`metric ${point.metric}`];
      const allowed = new Set(entry.attributes.map(({ key }) => key));
      return [
        ...(entry.unit === point.unit ? [] : [`unit ${point.unit} of ${point.metric}`]),
        ...(kinds[entry.instrument] === point.kind ? [] : [`${point.kind} ${point.metric}`]),
        ...Object.keys(point.attributes)
          .filter((key) => !allowed.has(key))
          .map((key) => `attribute ${key} of ${point.metric}`),
      ];
    });
    expect([...new Set(violations)]).to.deep.equal([]);
  });

  it('holds no span attribute and no resource attribute that the vocabulary does not know', () => {
    const spanKeys = new Set<string>(Object.values(attribute).map(({ key }) => key));
    const resourceKeys = new Set<string>(Object.values(resourceAttribute).map(({ key }) => key));
    expect(sink.spans).to.have.length.greaterThan(0);
    const unknown = sink.spans.flatMap((span) => [
      ...[...Object.keys(span.attributes), ...span.events.flatMap((event) => Object.keys(event.attributes))].filter(
        (key) => !spanKeys.has(key),
      ),
      ...Object.keys(span.resource).filter((key) => !resourceKeys.has(key)),
    ]);
    expect([...new Set(unknown)]).to.deep.equal([]);
  });

  it('has plausible values: shares within 0 and 1, uptime and memory above 0', () => {
    const values = (entry: Metric) => sink.points.filter((point) => point.metric === entry.name).map(({ value }) => value);
    for (const value of [...values(metric.eventLoopUtilization), ...values(metric.processCpuUtilization)]) expect(value).to.be.within(0, 1);
    for (const value of [...values(metric.processUptime), ...values(metric.processMemoryUsage), ...values(metric.heapLimit)])
      expect(value).to.be.greaterThan(0);
  });
});
