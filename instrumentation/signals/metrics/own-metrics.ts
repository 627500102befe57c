// Our own instruments and their series: recording costs an addition, and what is collected looks like the SDK's, which isn't needed.

import type { Attributes } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import type { DataPoint, Histogram as HistogramValue, MetricData, MetricProducer, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { Metric } from '../../vocabulary/index.ts';
import { SCOPE } from '../scope.ts';
import { HistogramSeries } from './histogram-series.ts';
import type { Counter, Histogram, Instruments, Read } from './instruments.ts';
import { CUMULATIVE, descriptorOf, GAUGE, HISTOGRAM, hrTimeOf, type Series, SUM } from './metric-shapes.ts';
import { ObservedSeries } from './observed-series.ts';
import { RecordedSeries } from './recorded-series.ts';
import { type SeriesBudget, SeriesBudgets } from './series-budget.ts';
import { SumSeries } from './sum-series.ts';

/** Bounds of a histogram whose entry has none: those of the specification. */
const DEFAULT_BUCKETS: readonly number[] = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

type NumberSeries = Series & { readonly value: number };

interface Kept<I> {
  readonly instrument: I;
  collect(nowMs: number): MetricData | undefined;
}

export class OwnMetrics implements Instruments {
  readonly #budgets: SeriesBudgets;
  readonly #kept = new Map<string, Kept<unknown>>();

  constructor(budgets: SeriesBudgets) {
    this.#budgets = budgets;
  }

  histogram(metric: Metric): Histogram {
    return this.#keep('recorded', metric, () => {
      const bounds = metric.buckets ?? DEFAULT_BUCKETS;
      const all = new RecordedSeries(this.#budgetOf(metric), (attributes) => new HistogramSeries(attributes, bounds));
      const record = (value: number, attributes: Attributes) => {
        if (!(value < 0)) all.find(attributes).record(value);
      };
      const instrument: Histogram = {
        record,
        bind: (attributes) => all.bind(attributes) ?? { record: (value) => record(value, attributes) },
      };
      return { instrument, collect: (nowMs) => histogramData(metric, all.collect(), nowMs) };
    });
  }

  counter(metric: Metric): Counter {
    return this.#sum(metric, true);
  }

  upDownCounter(metric: Metric): Counter {
    return this.#sum(metric, false);
  }

  observe(metric: Metric, read: Read): void {
    const all = this.#keep('observed', metric, () => {
      const series = new ObservedSeries(metric.name, metric.instrument === 'counter', this.#budgetOf(metric));
      return { instrument: series, collect: (nowMs) => numberData(metric, true, series.collect(nowMs), nowMs) };
    });
    all.addRead(read);
  }

  /** What all instruments have; nothing while none has a value. */
  collect(): ScopeMetrics[] {
    const nowMs = Date.now();
    const metrics: MetricData[] = [];
    for (const kept of this.#kept.values()) {
      const data = kept.collect(nowMs);
      if (data) metrics.push(data);
    }
    return metrics.length > 0 ? [{ scope: { name: SCOPE, version: '' }, metrics }] : [];
  }

  /** The same for a reader of the SDK. */
  asProducer(): MetricProducer {
    return { collect: async () => ({ resourceMetrics: { resource: emptyResource(), scopeMetrics: this.collect() }, errors: [] }) };
  }

  #sum(metric: Metric, isMonotonic: boolean): Counter {
    return this.#keep('recorded', metric, () => {
      const all = new RecordedSeries(this.#budgetOf(metric), (attributes) => new SumSeries(attributes, isMonotonic));
      const add = (change: number, attributes: Attributes) => {
        if (!isMonotonic || !(change < 0)) all.find(attributes).add(change);
      };
      const instrument: Counter = {
        add,
        bind: (attributes) => all.bind(attributes) ?? { add: (change) => add(change, attributes) },
      };
      return { instrument, collect: (nowMs) => numberData(metric, false, all.collect(), nowMs) };
    });
  }

  // The same instrument each time that it is asked for.
  #keep<I>(way: 'recorded' | 'observed', { name }: Metric, make: () => Kept<I>): I {
    const key = `${way} ${name}`;
    let kept = this.#kept.get(key) as Kept<I> | undefined;
    if (!kept) {
      kept = make();
      this.#kept.set(key, kept);
    }
    return kept.instrument;
  }

  #budgetOf({ name, seriesBudget, attributes }: Metric): SeriesBudget {
    const keys = attributes.map(({ key }) => key);
    return this.#budgets.of('', name, seriesBudget, keys);
  }
}

function histogramData(metric: Metric, all: readonly HistogramSeries[], nowMs: number): MetricData | undefined {
  const points = all.map((series) => pointOf<HistogramValue>(series, series.value(), nowMs));
  if (points.length === 0) return undefined;
  const descriptor = descriptorOf(metric, false);
  return { descriptor, aggregationTemporality: CUMULATIVE, dataPointType: HISTOGRAM, dataPoints: points };
}

function numberData(metric: Metric, isObserved: boolean, all: readonly NumberSeries[], nowMs: number): MetricData | undefined {
  const dataPoints = all.map((series) => pointOf(series, series.value, nowMs));
  if (dataPoints.length === 0) return undefined;
  const common = { descriptor: descriptorOf(metric, isObserved), aggregationTemporality: CUMULATIVE, dataPoints };
  if (metric.instrument === 'gauge') return { ...common, dataPointType: GAUGE };
  return { ...common, dataPointType: SUM, isMonotonic: metric.instrument === 'counter' };
}

const pointOf = <T>({ attributes, startMs }: Series, value: T, nowMs: number): DataPoint<T> => ({
  attributes,
  startTime: hrTimeOf(startMs),
  endTime: hrTimeOf(nowMs),
  value,
});

/** The budgets of this process, and the instruments that it has. */
export const budgets = new SeriesBudgets();
export const ownMetrics = new OwnMetrics(budgets);
