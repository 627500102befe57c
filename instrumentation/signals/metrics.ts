// How libraries record metrics: instruments are made from vocabulary entries, never from a typed name.

import type { Metric } from '../vocabulary/index.ts';
import type { Counter, Histogram, Instruments, Read, UpDownCounter } from './metrics/instruments.ts';
import { ownMetrics } from './metrics/own-metrics.ts';

export type { BoundCounter, BoundHistogram, Counter, Histogram, UpDownCounter } from './metrics/instruments.ts';

let instruments: Instruments = ownMetrics;

/** Lets others make the instruments from now on. */
export function makeInstrumentsBy(others: Instruments): void {
  instruments = others;
}

export function histogram(metric: Metric): Histogram {
  return instruments.histogram(metric);
}

export function upDownCounter(metric: Metric): UpDownCounter {
  return instruments.upDownCounter(metric);
}

export function counter(metric: Metric): Counter {
  return instruments.counter(metric);
}

/** Reports values at each export; `read` calls `observe` once for each attribute set. */
export function observe(metric: Metric, read: Read): void {
  if (metric.instrument === 'histogram') throw new Error(`${metric.name} is a histogram; it can't be observed, only recorded.`);
  instruments.observe(metric, read);
}
