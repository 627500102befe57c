// How libraries record metrics: instruments are made from vocabulary entries, never from a typed name.

import { type Attributes, metrics, type ObservableResult } from '@opentelemetry/api';
import type { Metric } from '../vocabulary/index.ts';
import { SCOPE } from './scope.ts';

/** One series: its attributes are looked at once, when it is bound. */
export interface BoundHistogram {
  /** Records one value in the metric's unit. */
  record(value: number): void;
}
export interface BoundCounter {
  /** Adds 0 or more; an up-down counter takes less than 0 too. */
  add(change: number): void;
}

export interface Histogram {
  /** Records one value in the metric's unit. */
  record(value: number, attributes: Attributes): void;
  bind(attributes: Attributes): BoundHistogram;
}
export interface UpDownCounter {
  add(change: number, attributes: Attributes): void;
  bind(attributes: Attributes): BoundCounter;
}

export interface Counter {
  /** Adds 0 or more. */
  add(change: number, attributes: Attributes): void;
  bind(attributes: Attributes): BoundCounter;
}

const meter = () => metrics.getMeter(SCOPE);
const options = ({ unit, brief, buckets }: Metric) => ({
  unit,
  description: brief,
  ...(buckets ? { advice: { explicitBucketBoundaries: [...buckets] } } : {}),
});

export function histogram(metric: Metric): Histogram {
  const made = meter().createHistogram(metric.name, options(metric));
  return {
    record: (value, attributes) => made.record(value, attributes),
    bind: (attributes) => ({ record: (value) => made.record(value, attributes) }),
  };
}

export function upDownCounter(metric: Metric): UpDownCounter {
  return boundable(meter().createUpDownCounter(metric.name, options(metric)));
}

export function counter(metric: Metric): Counter {
  return boundable(meter().createCounter(metric.name, options(metric)));
}

function boundable(made: { add(change: number, attributes: Attributes): void }): Counter {
  return {
    add: (change, attributes) => made.add(change, attributes),
    bind: (attributes) => ({ add: (change) => made.add(change, attributes) }),
  };
}

/** Reports values at each export; `read` calls `observe` once for each attribute set. */
export function observe(metric: Metric, read: (observe: (value: number, attributes?: Attributes) => void) => void): void {
  const make = {
    counter: 'createObservableCounter',
    updowncounter: 'createObservableUpDownCounter',
    gauge: 'createObservableGauge',
  } as const;
  if (metric.instrument === 'histogram') throw new Error(`${metric.name} is a histogram; it can't be observed, only recorded.`);
  meter()
    [make[metric.instrument]](metric.name, options(metric))
    .addCallback((result: ObservableResult) => read((value, attributes) => result.observe(value, attributes)));
}
