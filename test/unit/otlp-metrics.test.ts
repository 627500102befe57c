// Metrics in OTLP: the official definitions read what the SDK's own encoder would have said.

import { ValueType } from '@opentelemetry/api';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { AggregationTemporality, DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { expect } from 'chai';
import fc from 'fast-check';
import { encodeMetrics } from '../../instrumentation/delivery/otlp/metrics.ts';
import { type Decoded, keyValues, readMetrics } from '../support/otlp.ts';
import { attributes, hrTime, number, resource, scope, text } from '../support/otlp-arbitraries.ts';

const RUNS = { numRuns: 200, interruptAfterTimeLimit: 10_000 };

const total = fc.oneof(fc.nat(1000), fc.maxSafeNat());
const optional = fc.option(number, { nil: undefined });
const whole = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom(0, -1, 2 ** 53, -(2 ** 53)));
const pointOf = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.record({ startTime: hrTime, endTime: hrTime, attributes, value }), { maxLength: 4 });

const histogram = fc.record({
  buckets: fc.record({ boundaries: fc.array(fc.double(), { maxLength: 20 }), counts: fc.array(total, { maxLength: 21 }) }),
  sum: optional,
  count: total,
  min: optional,
  max: optional,
});
const buckets = fc.record({ offset: fc.integer(), bucketCounts: fc.array(total, { maxLength: 160 }) });
const exponential = fc.record({
  count: total,
  sum: optional,
  scale: fc.integer({ min: -10, max: 20 }),
  zeroCount: total,
  positive: buckets,
  negative: buckets,
  min: optional,
  max: optional,
});

const base = (valueType: ValueType) => ({
  descriptor: fc.record({
    name: text,
    description: text,
    unit: fc.constantFrom('', 's', 'By', '{request}'),
    valueType: fc.constant(valueType),
  }),
  aggregationTemporality: fc.constantFrom(AggregationTemporality.DELTA, AggregationTemporality.CUMULATIVE),
});
const numbers = (valueType: ValueType) => pointOf(valueType === ValueType.INT ? whole : number);
const both = [ValueType.INT, ValueType.DOUBLE];
const metric = fc.oneof(
  ...both.flatMap((type) => [
    fc.record({ ...base(type), dataPointType: fc.constant(DataPointType.GAUGE), dataPoints: numbers(type) }),
    fc.record({ ...base(type), dataPointType: fc.constant(DataPointType.SUM), dataPoints: numbers(type), isMonotonic: fc.boolean() }),
    fc.record({ ...base(type), dataPointType: fc.constant(DataPointType.HISTOGRAM), dataPoints: pointOf(histogram) }),
    fc.record({ ...base(type), dataPointType: fc.constant(DataPointType.EXPONENTIAL_HISTOGRAM), dataPoints: pointOf(exponential) }),
  ]),
);
const resourceMetrics = fc.record({
  resource,
  scopeMetrics: fc.array(fc.record({ scope, metrics: fc.array(metric, { maxLength: 5 }) }), { maxLength: 3 }),
}) as unknown as fc.Arbitrary<ResourceMetrics>;

describe('encodeMetrics', () => {
  it("says what the SDK's own encoder says", () => {
    fc.assert(
      fc.property(resourceMetrics, (metrics) => {
        const official = readMetrics(ProtobufMetricsSerializer.serializeRequest(metrics) as Uint8Array);
        expect(readMetrics(encodeMetrics(metrics))).to.deep.equal(official);
      }),
      RUNS,
    );
  });

  it('is read as the points that went in', () => {
    const value = { buckets: { boundaries: [0.5, 10], counts: [1, 2 ** 33, 0] }, sum: 1.5, count: 2 ** 33 + 1, min: 0.1, max: 9 };
    const read = readMetrics(encodeMetrics(oneMetric({ dataPointType: DataPointType.HISTOGRAM, value })));
    const [{ histogram: decoded, name, unit }] = read.resourceMetrics[0].scopeMetrics[0].metrics;
    expect([name, unit, decoded.aggregationTemporality]).to.deep.equal(['m', 's', 2]);
    expect(decoded.dataPoints[0]).to.deep.include({
      startTimeUnixNano: '1764021600000000001',
      timeUnixNano: '1764021601999999999',
      attributes: keyValues({ a: 'b', n: 1 }),
      count: String(2 ** 33 + 1),
      sum: 1.5,
      bucketCounts: ['1', String(2 ** 33), '0'],
      explicitBounds: [0.5, 10],
      min: 0.1,
      max: 9,
    });
  });

  it('keeps every point of a large batch, as the buffer grows', () => {
    const scopeMetrics = fc.sample(resourceMetrics, { numRuns: 150, seed: 1 }).flatMap((each) => each.scopeMetrics);
    const metrics = { resource: { attributes: {} }, scopeMetrics } as unknown as ResourceMetrics;
    const bytes = encodeMetrics(metrics);
    expect(bytes.length).to.be.above(100_000);
    expect(readMetrics(bytes)).to.deep.equal(readMetrics(ProtobufMetricsSerializer.serializeRequest(metrics) as Uint8Array));
  });

  it('keeps the last point when the buffer grows at any place in it', () => {
    const value = { buckets: { boundaries: [1, 2], counts: [1, 2, 3] }, sum: 1, count: 6, min: 0, max: 3 };
    const wanted = readMetrics(encodeMetrics(oneMetric({ dataPointType: DataPointType.HISTOGRAM, value }))).resourceMetrics[0]
      .scopeMetrics[0];
    // More than what is kept from batch to batch: the next batch starts with the small buffer again.
    const flood = { resource: { attributes: { text: 'x'.repeat(1_100_000) } }, scopeMetrics: [] } as unknown as ResourceMetrics;
    for (let length = 65_200; length < 65_540; length += 1) {
      encodeMetrics(flood);
      const metrics = oneMetric({ dataPointType: DataPointType.HISTOGRAM, value });
      const padded = { ...metrics, resource: { attributes: { pad: Buffer.alloc(length) } } } as unknown as ResourceMetrics;
      expect(readMetrics(encodeMetrics(padded)).resourceMetrics[0].scopeMetrics[0]).to.deep.equal(wanted);
    }
  });
});

function oneMetric({ dataPointType, value }: { dataPointType: DataPointType; value: unknown }): ResourceMetrics {
  const point = { startTime: [1_764_021_600, 1], endTime: [1_764_021_601, 999_999_999], attributes: { a: 'b', n: 1 }, value };
  const descriptor = { name: 'm', description: '', unit: 's', valueType: ValueType.DOUBLE };
  const metrics = [{ descriptor, aggregationTemporality: AggregationTemporality.CUMULATIVE, dataPointType, dataPoints: [point] }];
  return { resource: { attributes: {} }, scopeMetrics: [{ scope: { name: 's' }, metrics }] } as Decoded;
}
