// Series are born at zero: the first value of a counter or histogram is preceded by a 0, so that Prometheus counts the first event.
//
// `increase()` needs two samples. A series that appears with its first error already counted would never show that error.
// The zeros travel in a request of their own, before the values: a store that refuses two samples of a series in one request,
// or the order of both, must not cost the values.

import type { Attributes } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, hrTimeToMilliseconds, millisToHrTime } from '@opentelemetry/core';
import type { DataPoint, Histogram, MetricData, PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { CUMULATIVE, HISTOGRAM, OBSERVED_COUNTER, SUM } from './metric-shapes.ts';

/** Sends to `inner`, and before it the zeros of series that are new. */
export class BornAtZero implements PushMetricExporter {
  readonly #inner: PushMetricExporter;
  /** Series that the receiver knows, out of the last export: what vanished and comes back is born again. */
  #known = new Set<string>();
  /** When series were born whose zero could not be delivered yet, in ms. */
  #waiting = new Map<string, number>();
  #lastMs = Date.now();

  constructor(inner: PushMetricExporter) {
    this.#inner = inner;
  }

  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    const series = new Set<string>();
    const zeros = this.#zerosOf(metrics, series);
    const keep = (result: ExportResult) => {
      this.#known = series;
      this.#waiting.clear();
      this.#inner.export(metrics, done);
      return result;
    };
    if (zeros.scopeMetrics.length === 0) {
      keep({ code: ExportResultCode.SUCCESS });
      return;
    }
    this.#inner.export(zeros, (result) => {
      // Nobody there: the values would fail too. All is cumulative, so the next export brings both.
      if (result.code !== ExportResultCode.SUCCESS && !isRefused(result.error)) done(result);
      else keep(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.#inner.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown();
  }

  #zerosOf({ resource, scopeMetrics }: ResourceMetrics, series: Set<string>): ResourceMetrics {
    const bornMs = this.#lastMs;
    this.#lastMs = Date.now();
    const zeros = scopeMetrics.map(({ scope, metrics }) => ({
      scope,
      metrics: metrics.flatMap((metric) => {
        if (!isCumulative(metric)) return [];
        const name = `${scope.name}\0${metric.descriptor.name}\0`;
        const isNewMetric = !this.#known.has(name);
        series.add(name);
        const points = (metric.dataPoints as DataPoint<number | Histogram>[]).flatMap((point) => {
          const identity = name + textOf(point.attributes);
          series.add(identity);
          if (this.#known.has(identity) || isZero(point) || (isNewMetric && isObserved(metric))) return [];
          const atMs = this.#waiting.get(identity) ?? bornMs;
          this.#waiting.set(identity, atMs);
          return [zeroOf(point, atMs)];
        });
        return points.length > 0 ? [{ ...metric, dataPoints: points } as MetricData] : [];
      }),
    }));
    return { resource, scopeMetrics: zeros.filter(({ metrics }) => metrics.length > 0) };
  }
}

// Attributes of a series are one frozen object for as long as it lives, so their text is made once.
const texts = new WeakMap<Attributes, string>();
function textOf(attributes: Attributes): string {
  let text = texts.get(attributes);
  if (text === undefined) {
    text = JSON.stringify(attributes);
    if (Object.isFrozen(attributes)) texts.set(attributes, text);
  }
  return text;
}

function isCumulative(metric: MetricData): boolean {
  if (metric.aggregationTemporality !== CUMULATIVE) return false;
  return metric.dataPointType === HISTOGRAM || (metric.dataPointType === SUM && metric.isMonotonic);
}

// An observed total may have grown long before we looked; only what it grows by from now on is an event.
function isObserved({ descriptor }: MetricData): boolean {
  return (descriptor as { type?: string }).type === OBSERVED_COUNTER;
}

const isZero = ({ value }: DataPoint<number | Histogram>): boolean => (typeof value === 'number' ? value : value.count) === 0;

function zeroOf(point: DataPoint<number | Histogram>, bornMs: number): DataPoint<number | Histogram> {
  // Never after the value itself, nor at the same time.
  const time = millisToHrTime(Math.min(bornMs, Math.floor(hrTimeToMilliseconds(point.endTime)) - 1));
  const { value } = point;
  const zero =
    typeof value === 'number'
      ? 0
      : { count: 0, sum: 0, buckets: { boundaries: value.buckets.boundaries, counts: value.buckets.counts.map(() => 0) } };
  return { ...point, startTime: time, endTime: time, value: zero };
}

// The receiver's own word on the zeros, such as a 400: the values are worth a try of their own.
function isRefused(error: Error | undefined): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'number' && code >= 400 && code < 500;
}
