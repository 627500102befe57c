// The metrics part of the SDK: loaded only when somebody else makes instruments, for deltas, and for the door for scrapes.

import type { Meter } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationType,
  MeterProvider,
  MetricReader,
  type PushMetricExporter,
  type ScopeMetrics,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { type Metric, metric } from '../../vocabulary/index.ts';
import { boundMeters } from './bounded-meters.ts';
import type { SeriesBudgets } from './series-budget.ts';

// Views of the vocabulary bound these already, whoever makes them.
const BOUND_BY_VIEW = new Set<string>(Object.values(metric).map(({ name }) => name));

export interface SdkMeters {
  getMeter(name: string, version?: string, options?: { schemaUrl?: string }): Meter;
  /** What all instruments of these meters have. */
  collect(timeoutMs: number): Promise<{ readonly scopeMetrics: ScopeMetrics[]; readonly errors: readonly unknown[] }>;
}

interface SdkPlan {
  readonly resource: Resource;
  readonly budgets: SeriesBudgets;
  /** Budget of each metric that is not of the vocabulary. */
  readonly seriesMax: number;
  /** Says which temporality each instrument has. */
  readonly exporter: PushMetricExporter | undefined;
  readonly door: MetricReader | undefined;
}

/** Makes meters with views of the vocabulary and budgets of series. */
export function makeSdkMeters({ resource, budgets, seriesMax, exporter, door }: SdkPlan): SdkMeters {
  const asked = new AskedReader(exporter);
  const readers = [...(exporter ? [asked] : []), ...(door ? [door] : [])];
  const provider = new MeterProvider({ resource, views: Object.values(metric).map((entry) => viewOf(entry, budgets)), readers });
  const bound = boundMeters(provider, (scope, name) => (BOUND_BY_VIEW.has(name) ? undefined : budgets.of(scope, name, seriesMax)));
  return {
    getMeter: (...scope) => bound.getMeter(...scope),
    async collect(timeoutMs) {
      const { resourceMetrics, errors } = await asked.collect({ timeoutMillis: timeoutMs });
      return { scopeMetrics: resourceMetrics.scopeMetrics, errors };
    },
  };
}

/** A reader that collects when it is asked, and has nothing to flush. */
class AskedReader extends MetricReader {
  constructor(exporter: PushMetricExporter | undefined) {
    super({
      ...(exporter?.selectAggregation ? { aggregationSelector: exporter.selectAggregation.bind(exporter) } : {}),
      ...(exporter?.selectAggregationTemporality
        ? { aggregationTemporalitySelector: exporter.selectAggregationTemporality.bind(exporter) }
        : {}),
    });
  }

  protected async onForceFlush(): Promise<void> {}

  protected async onShutdown(): Promise<void> {}
}

function viewOf({ name, buckets, attributes, seriesBudget }: Metric, budgets: SeriesBudgets): ViewOptions {
  const keys = attributes.map(({ key }) => key);
  const budget = budgets.of('', name, seriesBudget, keys);
  return {
    instrumentName: name,
    // The budget's own and its overflow; one more, because the SDK counts an overflow of its own.
    aggregationCardinalityLimit: seriesBudget + 2,
    attributesProcessors: [{ process: (incoming) => budget.admit(incoming) }],
    ...(buckets ? { aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [...buckets] } } } : {}),
  };
}
