// Zeros before first values when the receiver is away, refuses them, or when a series comes back.

import { type ExportResult, ExportResultCode, millisToHrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { expect } from 'chai';
import { BornAtZero } from '../../instrumentation/signals/metrics/born-at-zero.ts';

const GOOD: ExportResult = { code: ExportResultCode.SUCCESS };
const AWAY: ExportResult = { code: ExportResultCode.FAILED, error: new Error('connect ECONNREFUSED') };
const REFUSED: ExportResult = { code: ExportResultCode.FAILED, error: Object.assign(new Error('Bad Request'), { code: 400 }) };

/** Counters by label and value, as one export. */
const counters = (values: Record<string, number>, temporality = AggregationTemporality.CUMULATIVE): ResourceMetrics => ({
  resource: emptyResource(),
  scopeMetrics: [
    {
      scope: { name: 'test' },
      metrics: [
        {
          descriptor: { name: 'errors', description: '', unit: '', valueType: 1 },
          dataPointType: DataPointType.SUM,
          aggregationTemporality: temporality,
          isMonotonic: true,
          dataPoints: Object.entries(values).map(([label, value]) => {
            const time = millisToHrTime(Date.now() + 1000);
            return { attributes: { label }, startTime: time, endTime: time, value };
          }),
        },
      ],
    },
  ],
});

describe('BornAtZero', () => {
  let sent: string[];
  let answers: ExportResult[];
  let results: ExportResult[];
  let exporter: BornAtZero;
  beforeEach(() => {
    sent = [];
    answers = [];
    results = [];
    const inner: PushMetricExporter = {
      export({ scopeMetrics }, done) {
        const points = scopeMetrics.flatMap(({ metrics }) => metrics.flatMap(({ dataPoints }) => dataPoints as DataPoint<number>[]));
        sent.push(points.map(({ attributes, value }) => `${attributes.label}=${value}`).join(' '));
        done(answers.shift() ?? GOOD);
      },
      forceFlush: async () => {},
      shutdown: async () => {},
    };
    exporter = new BornAtZero(inner);
  });
  const send = (metrics: ResourceMetrics) => exporter.export(metrics, (result) => results.push(result));

  it('sends zeros only for what is new and not 0 itself', () => {
    send(counters({ a: 1, b: 0 }));
    send(counters({ a: 2, b: 3, c: 1 }));
    send(counters({ a: 2, b: 3, c: 1 }));
    expect(sent).to.deep.equal(['a=0', 'a=1 b=0', 'c=0', 'a=2 b=3 c=1', 'a=2 b=3 c=1']);
    expect(results).to.deep.equal([GOOD, GOOD, GOOD]);
  });

  it('keeps zeros for later while nobody is there', () => {
    answers = [AWAY];
    send(counters({ a: 1 }));
    send(counters({ a: 5 }));
    expect(sent).to.deep.equal(['a=0', 'a=0', 'a=5']);
    expect(results).to.deep.equal([AWAY, GOOD]);
  });

  it('sends the values all the same when the receiver refuses the zeros', () => {
    answers = [REFUSED];
    send(counters({ a: 1 }));
    send(counters({ a: 2 }));
    expect(sent).to.deep.equal(['a=0', 'a=1', 'a=2']);
    expect(results).to.deep.equal([GOOD, GOOD]);
  });

  it('lets a series that vanished be born again', () => {
    send(counters({ a: 1 }));
    send(counters({}));
    send(counters({ a: 1 }));
    expect(sent).to.deep.equal(['a=0', 'a=1', '', 'a=0', 'a=1']);
  });

  it('leaves deltas alone', () => {
    send(counters({ a: 1 }, AggregationTemporality.DELTA));
    expect(sent).to.deep.equal(['a=1']);
  });
});
