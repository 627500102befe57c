// Metrics in the text format of Prometheus. The exporter's own writer would fold `__` in labels and `:` in names, which OTLP keeps.

import type { Attributes } from '@opentelemetry/api';
import { type DataPoint, DataPointType, type Histogram, type MetricData, type ResourceMetrics } from '@opentelemetry/sdk-metrics';

/** One page for a scrape. Names and labels are taken as they are; metrics of one name and another type than the first are left out. */
export function textOf({ scopeMetrics }: ResourceMetrics): string {
  const families = new Map<string, { readonly type: string; readonly lines: string[] }>();
  for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
    const { name, description } = metric.descriptor;
    const type = typeOf(metric);
    let family = families.get(name);
    if (!family) {
      family = { type, lines: [`# HELP ${name} ${escapeHelp(description)}`, `# TYPE ${name} ${type}`] };
      families.set(name, family);
    }
    if (family.type !== type) continue;
    for (const point of metric.dataPoints as DataPoint<number | Histogram>[]) family.lines.push(...linesOf(name, point));
  }
  return [...families.values()]
    .flatMap(({ lines }) => lines)
    .join('\n')
    .concat('\n');
}

function typeOf(metric: MetricData): string {
  if (metric.dataPointType === DataPointType.HISTOGRAM) return 'histogram';
  return metric.dataPointType === DataPointType.SUM && metric.isMonotonic ? 'counter' : 'gauge';
}

function linesOf(name: string, { attributes, value }: DataPoint<number | Histogram>): string[] {
  if (typeof value === 'number') return [line(name, attributes, value)];
  const { boundaries, counts } = value.buckets;
  let total = 0;
  const buckets = counts.map((count, index) => {
    total += count;
    return line(`${name}_bucket`, { ...attributes, le: textOfNumber(boundaries[index] ?? Infinity) }, total);
  });
  return [...buckets, line(`${name}_sum`, attributes, value.sum ?? 0), line(`${name}_count`, attributes, value.count)];
}

function line(name: string, labels: Attributes, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(String(text))}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${textOfNumber(value)}`;
}

function textOfNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

const escapeHelp = (text: string): string => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
const escapeLabel = (text: string): string => escapeHelp(text).replace(/"/g, '\\"');
