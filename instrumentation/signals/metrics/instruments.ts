// What an instrument offers, whoever keeps its series: we, or the SDK.

import type { Attributes } from '@opentelemetry/api';
import type { Metric } from '../../vocabulary/index.ts';

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

/** Gives values; it calls `observe` once for each attribute set. */
export type Read = (observe: (value: number, attributes?: Attributes) => void) => void;

/** What makes instruments: our own series, or the SDK where only that will do. */
export interface Instruments {
  histogram(metric: Metric): Histogram;
  counter(metric: Metric): Counter;
  upDownCounter(metric: Metric): UpDownCounter;
  observe(metric: Metric, read: Read): void;
}
