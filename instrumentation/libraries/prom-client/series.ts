// From what prom-client gives to what is sent: kinds chosen so that the names in Prometheus are those of a scrape.

import type { ForeignMetric, ForeignPoint } from '../../signals/metrics/foreign-metrics.ts';
import { translateName } from '../../vocabulary/index.ts';
import type { Reading } from './registries.ts';

type Value = Reading['values'][number];

/** One metric as one or, for a summary, three. */
export function seriesOf(reading: Reading): ForeignMetric[] {
  const { name, help, type, values } = reading;
  const finite = values.filter(({ value }) => Number.isFinite(value));
  switch (type) {
    case 'histogram':
      return [{ name, help, kind: 'histogram', points: histogramPoints(finite) }];
    case 'summary':
      return summaryParts(reading, finite);
    case 'counter':
      // As a counter, `jobs` would become `jobs_total` on its way into Prometheus; as a gauge it keeps its name.
      return [{ name, help, kind: keepsName(name) ? 'counter' : 'gauge', points: finite.map(pointOf) }];
    case 'gauge':
      return [{ name, help, kind: 'gauge', points: finite.map(pointOf) }];
  }
}

const keepsName = (name: string): boolean => translateName({ name, unit: '', instrument: 'counter' }) === name;

const pointOf = ({ labels, value }: Value): ForeignPoint => ({ labels: asText(labels), value });

function asText(labels: Value['labels']): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, String(value)]));
}

// The SDK has no summaries; quantiles, sum and count travel as gauges, because a counter would get another name.
function summaryParts({ name, help }: Reading, values: readonly Value[]): ForeignMetric[] {
  const parts = new Map<string, ForeignPoint[]>();
  for (const value of values) {
    const part = value.metricName ?? name;
    const points = parts.get(part) ?? [];
    points.push(pointOf(value));
    parts.set(part, points);
  }
  return [...parts].map(([part, points]) => ({ name: part, help, kind: 'gauge', points }));
}

// prom-client gives cumulative buckets, each a value with `le`; OTLP takes the count of each bucket alone.
function histogramPoints(values: readonly Value[]): ForeignPoint[] {
  const groups = new Map<string, { labels: Record<string, string>; sum: number; count: number; upTo: [number, number][] }>();
  for (const { labels, value, metricName = '' } of values) {
    const { le, ...own } = asText(labels);
    const identity = JSON.stringify(Object.entries(own).sort());
    const group = groups.get(identity) ?? { labels: own, sum: 0, count: 0, upTo: [] };
    groups.set(identity, group);
    if (le !== undefined && le !== '+Inf') group.upTo.push([Number(le), value]);
    else if (metricName.endsWith('_sum')) group.sum = value;
    else if (metricName.endsWith('_count')) group.count = value;
  }
  return [...groups.values()].map(({ labels, sum, count, upTo }) => {
    upTo.sort(([one], [other]) => one - other);
    const totals = [...upTo.map(([, total]) => total), count];
    const counts = totals.map((total, index) => total - (totals[index - 1] ?? 0));
    return { labels, value: { sum, count, buckets: { boundaries: upTo.map(([bound]) => bound), counts } } };
  });
}
