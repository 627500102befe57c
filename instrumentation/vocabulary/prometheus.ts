// Names in Prometheus, derived from vocabulary entries by the OTLP translation rules (UnderscoreEscapingWithSuffixes).

import type { Attribute } from './attribute.ts';
import type { Metric } from './metric.ts';

/** UCUM unit → Prometheus suffix; source: prometheus/otlptranslator, unit_namer. Annotations in braces add none. */
const UNIT_SUFFIX: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes' };

const underscored = (dotted: string): string => dotted.replace(/[^a-zA-Z0-9_]/g, '_').replace(/__+/g, '_');

/** The part of a classic histogram to select; other instruments have one series and no part. */
export type HistogramPart = 'bucket' | 'sum' | 'count';

/** Prometheus metric name of a vocabulary entry, such as `http_server_request_duration_seconds_bucket`. */
export function prometheusName(metric: Pick<Metric, 'name' | 'unit' | 'instrument'>, part?: HistogramPart): string {
  const words = [underscored(metric.name)];
  const unit = UNIT_SUFFIX[metric.unit] ?? (metric.unit === '1' && metric.instrument === 'gauge' ? 'ratio' : undefined);
  if (unit && !words[0].split('_').includes(unit)) words.push(unit);
  if (metric.instrument === 'counter') words.push('total');
  if (metric.instrument === 'histogram' && part) words.push(part);
  return words.join('_');
}

/** Prometheus label of an attribute, such as `http_route`. */
export function prometheusLabel(attribute: Pick<Attribute, 'key'>): string {
  return underscored(attribute.key);
}

/** Labels that Prometheus derives from the resource: `job` is `service.namespace/service.name`. */
export const JOB_LABEL = 'job';
export const INSTANCE_LABEL = 'instance';
