// Metrics as Prometheus would name them had they arrived over OTLP, so that a scrape gives the same series.

import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { AggregationTemporality, type DataPoint, DataPointType, type MetricData, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { type Instrument, PROMOTED_RESOURCE_ATTRIBUTES, prometheusLabel, translateName } from '../../vocabulary/index.ts';

/** The name that Prometheus gives to the attributes of a resource. */
const TARGET_INFO = 'target_info';

/** The same metrics with translated names and labels, those of the resource that Prometheus promotes, and `target_info`. */
export function asInPrometheus({ resource, scopeMetrics }: ResourceMetrics): ResourceMetrics {
  const promoted = labelsOf(
    Object.fromEntries(
      PROMOTED_RESOURCE_ATTRIBUTES.flatMap(({ key }) => {
        const value = resource.attributes[key];
        return value === undefined ? [] : [[key, value]];
      }),
    ),
  );
  const metrics = scopeMetrics.flatMap((scope) => scope.metrics.flatMap((metric) => renamed(metric, promoted)));
  const info = targetInfo(resource, metrics[0]);
  return { resource, scopeMetrics: [{ scope: { name: '' }, metrics: info ? [info, ...metrics] : metrics }] };
}

function renamed(metric: MetricData, promoted: Attributes): MetricData[] {
  const instrument = instrumentOf(metric);
  if (!instrument) return [];
  const { name, unit } = metric.descriptor;
  const dataPoints = (metric.dataPoints as DataPoint<number>[]).map((point) => ({
    ...point,
    attributes: { ...promoted, ...labelsOf(point.attributes) },
  }));
  return [
    {
      ...metric,
      descriptor: { ...metric.descriptor, name: translateName({ name, unit, instrument }), unit: '' },
      dataPoints,
    } as MetricData,
  ];
}

// The text format knows no exponential histograms; nothing of ours makes them.
function instrumentOf(metric: MetricData): Instrument | undefined {
  switch (metric.dataPointType) {
    case DataPointType.SUM:
      return metric.isMonotonic ? 'counter' : 'updowncounter';
    case DataPointType.GAUGE:
      return 'gauge';
    case DataPointType.HISTOGRAM:
      return 'histogram';
    default:
      return undefined;
  }
}

// Attributes whose labels are the same share it, in the order of their keys.
function labelsOf(attributes: Attributes): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const key of Object.keys(attributes).sort()) {
    const value = attributes[key];
    if (value === undefined) continue;
    const label = prometheusLabel({ key });
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    labels[label] = label in labels ? `${labels[label]};${text}` : text;
  }
  return labels;
}

function targetInfo(resource: Resource, like: MetricData | undefined): MetricData | undefined {
  const point = like?.dataPoints[0];
  if (!like || !point) return undefined;
  return {
    descriptor: { ...like.descriptor, name: TARGET_INFO, description: 'Target metadata', unit: '' },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints: [{ startTime: point.startTime, endTime: point.endTime, attributes: labelsOf(resource.attributes as Attributes), value: 1 }],
  };
}
