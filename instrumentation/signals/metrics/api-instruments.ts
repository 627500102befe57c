// Our own instruments made by the SDK's meter: for deltas, and where a configuration file rules over every metric with its views.

import { type Attributes, metrics, type ObservableResult } from '@opentelemetry/api';
import type { Metric } from '../../vocabulary/index.ts';
import { SCOPE } from '../scope.ts';
import type { Counter, Instruments } from './instruments.ts';

const meter = () => metrics.getMeter(SCOPE);
const options = ({ unit, brief, buckets }: Metric) => ({
  unit,
  description: brief,
  ...(buckets ? { advice: { explicitBucketBoundaries: [...buckets] } } : {}),
});

const OBSERVED = {
  counter: 'createObservableCounter',
  updowncounter: 'createObservableUpDownCounter',
  gauge: 'createObservableGauge',
} as const;

/** Instruments of the provider that is the global one when each is made. */
export const apiInstruments: Instruments = {
  histogram(metric) {
    const made = meter().createHistogram(metric.name, options(metric));
    return {
      record: (value, attributes) => made.record(value, attributes),
      bind: (attributes) => ({ record: (value) => made.record(value, attributes) }),
    };
  },
  counter: (metric) => boundable(meter().createCounter(metric.name, options(metric))),
  upDownCounter: (metric) => boundable(meter().createUpDownCounter(metric.name, options(metric))),
  observe(metric, read) {
    if (metric.instrument === 'histogram') return;
    meter()
      [OBSERVED[metric.instrument]](metric.name, options(metric))
      .addCallback((result: ObservableResult) => read((value, attributes) => result.observe(value, attributes)));
  },
};

function boundable(made: { add(change: number, attributes: Attributes): void }): Counter {
  return {
    add: (change, attributes) => made.add(change, attributes),
    bind: (attributes) => ({ add: (change) => made.add(change, attributes) }),
  };
}
