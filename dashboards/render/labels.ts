// The labels that the viewer itself reads from log lines, exemplars and alerts; all others are only shown.

import { prometheusLabel, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';

export const SERVICE_LABEL = prometheusLabel(resourceAttribute.serviceName);
/** Structured metadata of a log line, and label of an exemplar, that holds the trace. */
export const TRACE_LABEL = 'trace_id';
/** Where Loki keeps the severity of an OTLP record, or what it found in the line itself. */
const SEVERITY_LABELS = ['severity_text', 'detected_level', 'level'] as const;

type Labels = Readonly<Record<string, string>>;

export const serviceOf = (labels: Labels): string => labels[SERVICE_LABEL] ?? '';

export function severityOf(labels: Labels): string {
  const found = SEVERITY_LABELS.find((name) => labels[name]);
  return found === undefined ? '' : (labels[found] as string);
}
