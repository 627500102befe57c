// Composes the metrics part of the SDK: views of the vocabulary, budgets of series, readers.

import type { Attributes, MeterProvider as MeterProviderOfApi } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationType,
  MeterProvider,
  type MetricCollectOptions,
  type MetricProducer,
  type MetricReader,
  PeriodicExportingMetricReader,
  type PeriodicExportingMetricReaderOptions,
  type PushMetricExporter,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { attempt } from '../errors.ts';
import type { Settings } from '../settings/index.ts';
import { type Metric, metric } from '../vocabulary/index.ts';
import { BornAtZero } from './born-at-zero.ts';
import { boundMeters } from './bounded-meters.ts';
import { ForeignMetrics } from './foreign-metrics.ts';
import { type Counter, counter } from './metrics.ts';
import { SeriesBudgets } from './series-budget.ts';

// Views of the vocabulary bound these already, whoever makes them.
const BOUND_BY_VIEW = new Set<string>(Object.values(metric).map(({ name }) => name));

export interface MeterProviders {
  /** What the API hands out. */
  readonly provider: MeterProviderOfApi;
  flush(): Promise<void>;
}

/** Makes a reader that waits to be asked; `beforeEach` runs before it collects. */
export type OpenDoor = (foreign: MetricProducer, beforeEach: () => void) => MetricReader;

interface WaysOut {
  readonly metrics: PushMetricExporter | undefined;
  readonly openDoor?: OpenDoor | undefined;
}

/** Makes the provider of meters with all that is read out of it. */
export function makeMeterProvider(settings: Settings, resource: Resource, { metrics, openDoor }: WaysOut): MeterProviders {
  const budgets = new SeriesBudgets();
  const readers: MetricReader[] = [];
  const report = () => attempt('Counting folded series', () => budgets.report(countFolded));
  const foreign = new ForeignMetrics(budgets, settings.seriesMax);
  if (metrics) readers.push(makeReader(settings, metrics, foreign, report));
  if (openDoor) readers.push(openDoor(foreign, report));
  const meterProvider = new MeterProvider({ resource, views: Object.values(metric).map((entry) => viewOf(entry, budgets)), readers });
  return {
    provider: boundMeters(meterProvider, (scope, name) =>
      BOUND_BY_VIEW.has(name) ? undefined : budgets.of(scope, name, settings.seriesMax),
    ),
    flush: () => meterProvider.forceFlush(),
  };
}

function makeReader(settings: Settings, exporter: PushMetricExporter, foreign: MetricProducer, beforeEach: () => void): MetricReader {
  return new ReaderOfAll(
    {
      exporter: new BornAtZero(exporter),
      metricProducers: [foreign],
      exportIntervalMillis: settings.metricIntervalMs,
      // Above the interval the reader refuses to start.
      exportTimeoutMillis: Math.min(settings.metricTimeoutMs, settings.metricIntervalMs),
    },
    beforeEach,
  );
}

// What was folded since the last collection is counted just before the next one reads the counter.
class ReaderOfAll extends PeriodicExportingMetricReader {
  readonly #beforeEach: () => void;

  constructor(options: PeriodicExportingMetricReaderOptions, beforeEach: () => void) {
    super(options);
    this.#beforeEach = beforeEach;
  }

  override collect(options?: MetricCollectOptions) {
    this.#beforeEach();
    return super.collect(options);
  }
}

let folds: Counter | undefined;
function countFolded(folded: number, blame: Attributes): void {
  folds ??= counter(metric.telemetryFolded);
  folds.add(folded, blame);
}

function viewOf({ name, buckets, attributes, seriesBudget }: Metric, budgets: SeriesBudgets): ViewOptions {
  const budget = budgets.of(
    '',
    name,
    seriesBudget,
    attributes.map(({ key }) => key),
  );
  return {
    instrumentName: name,
    // The budget's own and its overflow; one more, because the SDK counts an overflow of its own.
    aggregationCardinalityLimit: seriesBudget + 2,
    attributesProcessors: [{ process: (incoming) => budget.admit(incoming) }],
    ...(buckets ? { aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [...buckets] } } } : {}),
  };
}
