// How libraries record metrics: instruments are made from vocabulary entries, never from a typed name.

import { type Attributes, metrics, type ObservableResult } from '@opentelemetry/api';
import type { Metric } from '../vocabulary/index.ts';
import { SCOPE } from './scope.ts';

export interface Histogram {
  /** Records one value in the metric's unit. */
  record(value: number, attributes: Attributes): void;
}
export interface UpDownCounter {
  add(change: number, attributes: Attributes): void;
}

export interface Counter {
  /** Adds 0 or more. */
  add(change: number, attributes: Attributes): void;
}

const meter = () => metrics.getMeter(SCOPE);
const options = ({ unit, brief, buckets }: Metric) => ({
  unit,
  description: brief,
  ...(buckets ? { advice: { explicitBucketBoundaries: [...buckets] } } : {}),
});

export function histogram(metric: Metric): Histogram {
  return meter().createHistogram(metric.name, options(metric));
}

export function upDownCounter(metric: Metric): UpDownCounter {
  return meter().createUpDownCounter(metric.name, options(metric));
}

export function counter(metric: Metric): Counter {
  return meter().createCounter(metric.name, options(metric));
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
