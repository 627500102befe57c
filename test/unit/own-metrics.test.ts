// Our own series against the SDK's: the same measurements give the same metrics.

import type { Attributes, Meter } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  DataPointType,
  InstrumentType,
  MeterProvider,
  type MetricData,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect } from 'chai';
import * as fc from 'fast-check';
import * as shapes from '../../instrumentation/signals/metrics/metric-shapes.ts';
import { OwnMetrics } from '../../instrumentation/signals/metrics/own-metrics.ts';
import { OVERFLOW, SeriesBudgets } from '../../instrumentation/signals/metrics/series-budget.ts';
import { atMost } from '../../instrumentation/vocabulary/attribute.ts';
import type { Metric } from '../../instrumentation/vocabulary/index.ts';

const BUCKETS = [0, 0.005, 0.01, 0.25, 1, 10];
const BUDGET = 3;
const colour = {
  key: 'colour',
  type: 'string',
  sensitivity: 'public',
  cardinality: atMost(3),
  source: 'peragus',
  stability: 'development',
  brief: 'Colour',
} as const;
const entry = (instrument: Metric['instrument']): Metric => ({
  name: `paint.${instrument}`,
  instrument,
  unit: 's',
  attributes: [colour],
  seriesBudget: BUDGET,
  source: 'peragus',
  stability: 'development',
  brief: 'How much paint',
  ...(instrument === 'histogram' ? { buckets: BUCKETS } : {}),
});

class Asked extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

/** The SDK with the views that ours replaced. */
class Reference {
  readonly #reader = new Asked();
  readonly budgets = new SeriesBudgets();
  readonly meter: Meter;

  constructor(metric: Metric) {
    const budget = this.budgets.of(
      '',
      metric.name,
      metric.seriesBudget,
      metric.attributes.map(({ key }) => key),
    );
    const boundaries = [...(metric.buckets ?? [])];
    const view = {
      instrumentName: metric.name,
      aggregationCardinalityLimit: BUDGET + 2,
      attributesProcessors: [{ process: (incoming: Attributes) => budget.admit(incoming) }],
      ...(metric.buckets ? { aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM as const, options: { boundaries } } } : {}),
    };
    this.meter = new MeterProvider({ resource: emptyResource(), views: [view], readers: [this.#reader] }).getMeter('test');
  }

  async collect(): Promise<MetricData[]> {
    return (await this.#reader.collect()).resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
  }
}

const options = ({ unit, brief, buckets }: Metric) => ({
  unit,
  description: brief,
  ...(buckets ? { advice: { explicitBucketBoundaries: [...buckets] } } : {}),
});
const collected = (own: OwnMetrics) => own.collect().flatMap(({ metrics }) => metrics);
/** Without times, which differ by the moment, and with sums to the precision that their order allows. */
const timeless = (metrics: MetricData[]): unknown =>
  JSON.parse(
    JSON.stringify(metrics, (key, value) => {
      if (key === 'startTime' || key === 'endTime') return undefined;
      return (key === 'sum' || key === 'value') && typeof value === 'number' ? Number(value.toPrecision(9)) : value;
    }),
  );

const COLOURS = fc.constantFrom('red', 'green', 'blue', 'white', undefined);
const attributes = fc.record({
  colour: COLOURS,
  hidden: fc.integer({ min: 0, max: 2 }),
}) as fc.Arbitrary<Attributes>;
const values = fc.oneof(
  fc.constantFrom(...BUCKETS, -1, 0.0050001, 1e9),
  fc.double({ min: -5, max: 20, noNaN: true }).map((value) => Math.fround(value)),
);
const steps = fc.array(fc.record({ value: values, attributes, way: fc.constantFrom('plain', 'bound', 'frozen', 'collect') }), {
  maxLength: 60,
});
const shared = new Map<string, Attributes>();
const frozen = (given: Attributes): Attributes => {
  const key = JSON.stringify(given);
  if (!shared.has(key)) shared.set(key, Object.freeze({ ...given }));
  return shared.get(key) ?? given;
};

type Tell = (value: number, attributes: Attributes) => void;
interface SdkInstrument {
  readonly record?: Tell;
  readonly add?: Tell;
}

/** Any of our instruments, as functions of one name. */
function instrumentOf(own: OwnMetrics, metric: Metric): { readonly tell: Tell; bind(attributes: Attributes): (value: number) => void } {
  if (metric.instrument === 'histogram') {
    const made = own.histogram(metric);
    return {
      tell: (...told) => made.record(...told),
      bind: (given) => {
        const bound = made.bind(given);
        return (value) => bound.record(value);
      },
    };
  }
  const made = metric.instrument === 'counter' ? own.counter(metric) : own.upDownCounter(metric);
  return {
    tell: (...told) => made.add(...told),
    bind: (given) => {
      const bound = made.bind(given);
      return (value) => bound.add(value);
    },
  };
}

describe('our own series', () => {
  for (const [kind, make] of [
    ['histogram', 'createHistogram'],
    ['counter', 'createCounter'],
    ['updowncounter', 'createUpDownCounter'],
  ] as const) {
    it(`of a ${kind} have the SDK's values, within the budget and beyond it`, async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (all) => {
          const metric = entry(kind);
          const budgets = new SeriesBudgets();
          const own = new OwnMetrics(budgets);
          const sdk = new Reference(metric);
          const made = sdk.meter[make](metric.name, options(metric)) as unknown as SdkInstrument;
          const tellSdk = (value: number, given: Attributes) => (made.record ?? made.add)?.call(made, value, given);
          for (const { value, attributes: given, way } of all) {
            const ours = instrumentOf(own, metric);
            if (way === 'collect') expect(timeless(collected(own))).to.deep.equal(timeless(await sdk.collect()));
            else {
              // To bind takes a place even if nothing is recorded then; the SDK gives one only for what it takes.
              const isTaken = kind === 'updowncounter' || value >= 0;
              if (way === 'bound' && isTaken) ours.bind(given)(value);
              else ours.tell(value, way === 'frozen' ? frozen(given) : given);
              tellSdk(value, given);
            }
          }
          expect(timeless(collected(own))).to.deep.equal(timeless(await sdk.collect()));
          const folded: unknown[] = [];
          const expected: unknown[] = [];
          budgets.report((count, blame) => folded.push([count, blame]));
          sdk.budgets.report((count, blame) => expected.push([count, blame]));
          expect(folded).to.deep.equal(expected);
        }),
        { numRuns: 150 },
      );
    });
  }

  for (const [kind, make] of [
    ['counter', 'createObservableCounter'],
    ['updowncounter', 'createObservableUpDownCounter'],
    ['gauge', 'createObservableGauge'],
  ] as const) {
    it(`of an observed ${kind} have the SDK's values, also of what is no longer observed`, async () => {
      // Each set once in a round, as callbacks must: the SDK orders repeated ones in its own way.
      const told = fc.record({
        value: fc.integer({ min: -3, max: 9 }),
        attributes: fc.record({ colour: COLOURS }) as fc.Arbitrary<Attributes>,
      });
      const round = fc.uniqueArray(told, { maxLength: 5, selector: ({ attributes: given }) => given.colour });
      const rounds = fc.array(round, { maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(rounds, async (all) => {
          const metric = entry(kind);
          const own = new OwnMetrics(new SeriesBudgets());
          const sdk = new Reference(metric);
          let now: (typeof all)[number] = [];
          const tell = (observe: (value: number, attributes?: Attributes) => void) => {
            for (const { value, attributes: given } of now) observe(value, given);
          };
          own.observe(metric, tell);
          sdk.meter[make](metric.name, options(metric)).addCallback((result) => tell((...one) => result.observe(...one)));
          for (now of all) expect(timeless(collected(own))).to.deep.equal(timeless(await sdk.collect()));
        }),
        { numRuns: 100 },
      );
    });
  }

  it('begin when their first value came, and end when they are collected', async () => {
    const metric = entry('counter');
    const own = new OwnMetrics(new SeriesBudgets());
    const sdk = new Reference(metric);
    const bound = own.counter(metric).bind({ colour: 'red' });
    expect(collected(own), 'a series without value').to.deep.equal([]);
    const before = Date.now();
    bound.add(1);
    sdk.meter.createCounter(metric.name).add(1, { colour: 'red' });
    const after = Date.now();
    const [ours, theirs] = [collected(own)[0]?.dataPoints[0], (await sdk.collect())[0]?.dataPoints[0]];
    const ms = ([seconds, nanos]: readonly [number, number]) => seconds * 1000 + nanos / 1e6;
    for (const point of [ours, theirs]) {
      expect(ms(point?.startTime ?? [0, 0])).to.be.within(before, after);
      expect(ms(point?.endTime ?? [0, 0])).to.be.at.least(after);
    }
  });

  it('are not spoiled by NaN', () => {
    const own = new OwnMetrics(new SeriesBudgets());
    own.counter(entry('counter')).add(NaN, {});
    own.counter(entry('counter')).add(2, {});
    own.histogram(entry('histogram')).record(NaN, {});
    expect(collected(own).flatMap(({ dataPoints }) => dataPoints.map(({ value }) => value))).to.deep.equal([2]);
  });

  it('are not changed in what was collected by what comes later', () => {
    const own = new OwnMetrics(new SeriesBudgets());
    const bound = own.histogram(entry('histogram')).bind({ colour: 'red' });
    bound.record(1);
    const before = collected(own);
    const text = JSON.stringify(before);
    bound.record(1);
    expect(JSON.stringify(before)).to.equal(text);
  });

  it('know an object that has changed as another series', () => {
    const own = new OwnMetrics(new SeriesBudgets());
    const given: Attributes = { colour: 'red' };
    own.counter(entry('counter')).add(1, given);
    given.colour = 'blue';
    own.counter(entry('counter')).add(1, given);
    expect(collected(own)[0]?.dataPoints.map((point) => point.attributes)).to.deep.equal([{ colour: 'red' }, { colour: 'blue' }]);
  });

  it('count each value that is bound to no room', () => {
    const budgets = new SeriesBudgets();
    const own = new OwnMetrics(budgets);
    const bound = ['a', 'b', 'c', 'd', 'e'].map((name) => own.counter(entry('counter')).bind({ colour: name }));
    for (const series of bound) for (const change of [1, 2]) series.add(change);
    const overflow = collected(own)[0]?.dataPoints.find((point) => point.attributes === OVERFLOW);
    expect(overflow?.value).to.equal(6);
    const told: unknown[] = [];
    budgets.report((folded) => told.push(folded));
    expect(told).to.deep.equal([4]);
  });

  it('leave out the values of a callback that throws, and of it alone', () => {
    const own = new OwnMetrics(new SeriesBudgets());
    own.observe(entry('gauge'), (observe) => {
      observe(1, { colour: 'red' });
      throw new Error('not now');
    });
    own.observe(entry('gauge'), (observe) => observe(2, { colour: 'blue' }));
    expect(collected(own)[0]?.dataPoints.map(({ value }) => value)).to.deep.equal([2]);
  });
});

describe('the plain values for the enumerations of the SDK', () => {
  it('are its own', () => {
    expect([shapes.CUMULATIVE, shapes.HISTOGRAM, shapes.GAUGE, shapes.SUM, shapes.OBSERVED_COUNTER]).to.deep.equal([
      AggregationTemporality.CUMULATIVE,
      DataPointType.HISTOGRAM,
      DataPointType.GAUGE,
      DataPointType.SUM,
      InstrumentType.OBSERVABLE_COUNTER,
    ]);
    expect([...shapes.INSTRUMENT_TYPES].sort()).to.deep.equal(Object.values(InstrumentType).sort());
  });
});
