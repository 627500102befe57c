// Writes docs/telemetry.md from the vocabulary.

import {
  type Attribute,
  attribute,
  type Cardinality,
  canaryBeat,
  canaryMetric,
  collectorAttribute,
  collectorMetric,
  hostAttribute,
  hostMetric,
  hostTrafficAttribute,
  hostTrafficMetric,
  type Metric,
  metric,
  prometheusLabel,
  prometheusName,
  providedAttribute,
  providedMetric,
  resourceAttribute,
  serviceGraphAttribute,
  serviceGraphMetric,
  stackMetric,
} from '../instrumentation/vocabulary/index.ts';
import { markdownTable } from './markdown-table.ts';

/** The page as Markdown. */
export function telemetryPage(): string {
  return [
    '# Telemetry',
    '',
    'Generated from `instrumentation/vocabulary/` by `npm run generate`; do not edit.',
    'Names follow OpenTelemetry semantic conventions 1.45; a name marked `peragus` is our own, because no standard one exists, and one marked `collector` is the Collector’s.',
    '',
    '## Metrics',
    '',
    ...metricTable(Object.values(metric)),
    '',
    '## Metrics that the Collector makes out of spans',
    '',
    'They cover only what is traced; a sampler that leaves traces out leaves them out here too.',
    '',
    ...metricTable(Object.values(collectorMetric)),
    '',
    'Attributes that only these have:',
    '',
    ...attributeTable(Object.values(collectorAttribute)),
    '',
    '## Metrics of the machine',
    '',
    'From the Collector’s receiver `host_metrics`, where it is switched on.',
    '',
    ...metricTable([...Object.values(hostMetric), ...Object.values(hostTrafficMetric)]),
    '',
    'Attributes that only these have:',
    '',
    ...attributeTable([...Object.values(hostAttribute), ...Object.values(hostTrafficAttribute)]),
    '',
    '## Metrics that an application or a job provides',
    '',
    'Nobody has to; [provided-metrics.md](provided-metrics.md) says how.',
    '',
    ...metricTable(Object.values(providedMetric)),
    '',
    'Attributes that only these have:',
    '',
    ...attributeTable(Object.values(providedAttribute)),
    '',
    '## Metrics of who calls whom',
    '',
    'The Collector makes them out of pairs of spans. A pair belongs to two services, so they have the labels below and no others.',
    '',
    ...metricTable(Object.values(serviceGraphMetric)),
    '',
    ...attributeTable(Object.values(serviceGraphAttribute)),
    '',
    '## Metrics of the stack',
    '',
    'What the Collector and the stores say of themselves, as far as dashboards and alerts read it; Prometheus scrapes them.',
    '',
    ...stackTable([...Object.values(stackMetric), ...Object.values(canaryMetric)]),
    '',
    'The canary of the pipeline also sends one by OTLP, and looks for it:',
    '',
    ...metricTable([canaryBeat]),
    '',
    '## Attributes of spans, metrics and log records',
    '',
    ...attributeTable(Object.values(attribute)),
    '',
    '## Attributes of the resource',
    '',
    ...attributeTable(Object.values(resourceAttribute)),
    '',
  ].join('\n');
}

function metricTable(entries: readonly Metric[]): string[] {
  return markdownTable(
    ['Metric', 'In Prometheus', 'Instrument', 'Unit', 'Attributes', 'Series at most', 'What it is'],
    entries.map(metricRow),
  );
}

function stackTable(entries: readonly Metric[]): string[] {
  return markdownTable(
    ['In Prometheus', 'Instrument', 'Labels', 'What it is'],
    entries.map((entry) => [
      `\`${prometheusName(entry, 'count')}\``,
      entry.instrument,
      entry.attributes.map((attribute) => `\`${prometheusLabel(attribute)}\``).join(', ') || '–',
      entry.brief,
    ]),
  );
}

function metricRow(entry: Metric): string[] {
  return [
    `\`${entry.name}\``,
    `\`${prometheusName(entry, 'bucket')}\``,
    entry.instrument,
    `\`${entry.unit}\``,
    entry.attributes.map(({ key }) => `\`${key}\``).join(', ') || '–',
    String(entry.seriesBudget),
    `${entry.brief}${origin(entry)}`,
  ];
}

function attributeTable(entries: readonly Attribute[]): string[] {
  return markdownTable(
    ['Attribute', 'Label in Prometheus', 'Type', 'Values', 'Leaves as', 'What it is'],
    entries.map((entry) => [
      `\`${entry.key}\``,
      `\`${prometheusLabel(entry)}\``,
      entry.type,
      valuesOf(entry.cardinality),
      entry.sensitivity,
      `${entry.brief}${origin(entry)}`,
    ]),
  );
}

const origin = ({ source, stability }: Pick<Metric, 'source' | 'stability'>): string =>
  source !== 'semconv' ? ` (${source})` : stability === 'development' ? ' (in development)' : '';

function valuesOf(cardinality: Cardinality): string {
  switch (cardinality.kind) {
    case 'enum':
      return cardinality.values.map((value) => `\`${value}\``).join(', ');
    case 'low':
      return `at most ${cardinality.max}`;
    case 'high':
      return 'many; never on a metric';
  }
}
