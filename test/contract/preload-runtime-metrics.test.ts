// The metrics of HTTP, database, runtime and process arrive with their units and only their own attributes; nothing unknown arrives.

import { expect } from 'chai';
import { databaseMetric } from '../../instrumentation/vocabulary/domains/database.ts';
import { httpMetric } from '../../instrumentation/vocabulary/domains/http.ts';
import { processMetric } from '../../instrumentation/vocabulary/domains/process.ts';
import { runtimeMetric } from '../../instrumentation/vocabulary/domains/runtime.ts';
import { type Metric, metric } from '../../instrumentation/vocabulary/index.ts';
import { missingIn, strangersIn } from '../support/closed-world.ts';
import { runApp, sendTo, startApp } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

// What only some applications do with a database has tests of its own.
const { dbClientOperationDuration } = databaseMetric;
const always = { ...httpMetric, dbClientOperationDuration, ...processMetric, ...runtimeMetric };

describe('telemetry that leaves the process', () => {
  const sink = new Sink();

  before(async () => {
    const env = sendTo(await sink.listen());
    await runApp('notes-import.mjs', { env });
    await runApp('callers.mjs', { env });
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

  it(`holds all ${Object.keys(always).length} metrics of HTTP, database, runtime and process`, () => {
    expect(missingIn(sink, always)).to.deep.equal([]);
  });

  it('holds no metric, unit, instrument or attribute that the vocabulary does not know', () => {
    expect(sink.points).to.have.length.greaterThan(0);
    expect(sink.spans).to.have.length.greaterThan(0);
    expect(strangersIn(sink)).to.deep.equal([]);
  });

  it('has plausible values: shares within 0 and 1, uptime and memory above 0', () => {
    const values = (entry: Metric) => sink.points.filter((point) => point.metric === entry.name).map(({ value }) => value);
    for (const value of [...values(metric.eventLoopUtilization), ...values(metric.processCpuUtilization)]) expect(value).to.be.within(0, 1);
    for (const value of [...values(metric.processUptime), ...values(metric.processMemoryUsage), ...values(metric.heapLimit)])
      expect(value).to.be.greaterThan(0);
  });
});
