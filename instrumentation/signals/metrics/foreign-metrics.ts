// Metrics that the application keeps in a registry that isn't OpenTelemetry's: read at each export, sent with names and labels kept.

import { type Attributes, context, type HrTime, ROOT_CONTEXT, ValueType } from '@opentelemetry/api';
import { hrTime, suppressTracing } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import type { CollectionResult, Histogram, MetricData, MetricProducer } from '@opentelemetry/sdk-metrics';
import { attempt } from '../../errors.ts';
import { CUMULATIVE, GAUGE, HISTOGRAM, SUM } from './metric-shapes.ts';
import { OVERFLOW, type SeriesBudgets } from './series-budget.ts';

export interface ForeignMetric {
  /** Name as it must appear in Prometheus. */
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly points: readonly ForeignPoint[];
}
export interface ForeignPoint {
  readonly labels: Attributes;
  readonly value: number | Histogram;
}
export interface MetricSource {
  /** Instrumentation scope of what it gives: the name of the library. */
  readonly scope: string;
  /** Gives the current values; keeps its own time limit. */
  read(): Promise<readonly ForeignMetric[]>;
}

const sources: MetricSource[] = [];

/** Registers a registry of another library. */
export function readMetricsFrom(source: MetricSource): void {
  sources.push(source);
}

/** Gives a reader what the sources have. */
export class ForeignMetrics implements MetricProducer {
  readonly #budgets: SeriesBudgets;
  readonly #seriesMax: number;
  readonly #startTime: HrTime = hrTime();

  constructor(budgets: SeriesBudgets, seriesMax: number) {
    this.#budgets = budgets;
    this.#seriesMax = seriesMax;
  }

  async collect(): Promise<CollectionResult> {
    // What the application does to find its values is no work of a request, and not worth a trace each time.
    const readAll = () => Promise.all(sources.map(async (source) => ({ source, metrics: await source.read() })));
    const found = await context.with(suppressTracing(ROOT_CONTEXT), readAll);
    const scopeMetrics = found.map(({ source, metrics }) => ({
      scope: { name: source.scope },
      metrics: metrics.flatMap((metric) => attempt('Reading a metric of the application', () => this.#asData(source.scope, metric)) ?? []),
    }));
    return {
      resourceMetrics: { resource: emptyResource(), scopeMetrics: scopeMetrics.filter(({ metrics }) => metrics.length > 0) },
      errors: [],
    };
  }

  #asData(scope: string, { name, help, kind, points }: ForeignMetric): MetricData[] {
    const budget = this.#budgets.of(scope, name, this.#seriesMax);
    const endTime = hrTime();
    const seen = new Set<Attributes>();
    const dataPoints = points.flatMap(({ labels, value }) => {
      const attributes = budget.admit(labels);
      // What has no room is left out and counted: totals of unknown parts can't be added up from one reading to the next.
      if (attributes === OVERFLOW || seen.has(attributes)) return [];
      seen.add(attributes);
      return [{ attributes, startTime: this.#startTime, endTime, value }];
    });
    if (dataPoints.length === 0) return [];
    const common = {
      descriptor: { name, description: help, unit: '', valueType: ValueType.DOUBLE },
      aggregationTemporality: CUMULATIVE,
    };
    const type = { counter: SUM, gauge: GAUGE, histogram: HISTOGRAM }[kind];
    return [{ ...common, dataPointType: type, dataPoints, ...(kind === 'counter' ? { isMonotonic: true } : {}) } as MetricData];
  }
}
