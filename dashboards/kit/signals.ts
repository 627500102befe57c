// LogQL and TraceQL from vocabulary entries.

import { type Attribute, prometheusLabel, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import type { Expression } from './expression.ts';
import { placeholder, scopeMatcher } from './scope.ts';
import { COUNT_PER_SECOND } from './units.ts';

/** Structured metadata that Loki makes of the severity of an OTLP log record. */
const SEVERITY_LABEL = 'severity_text';
/** Error and above, however the level is written; RE2, as in LogQL. */
const ERROR_LEVELS = '(?i)(error|fatal|critical).*';

const SERVICE_LABEL = prometheusLabel(resourceAttribute.serviceName);

/** Log lines of the chosen services; Loki wants one matcher that an empty value does not meet, hence the first. */
export const scopedLogs = (): string =>
  `{${SERVICE_LABEL}=~".+", ${scopeMatcher('service')}, ${scopeMatcher('environment')}}` +
  ` | ${prometheusLabel(resourceAttribute.serviceInstanceId)}=~"${placeholder('instance')}"`;

/** Log lines a second of the chosen services, by service and severity. */
export function logRate(): Expression {
  const labels = [SERVICE_LABEL, SEVERITY_LABEL];
  const text = `sum by (${labels.join(', ')}) (rate(${scopedLogs()} [$__auto]))`;
  return { source: 'loki', text, unit: COUNT_PER_SECOND, labels, exemplars: false };
}

/** An attribute and the value to look for, which may be a placeholder that Grafana fills in. */
export interface Wanted {
  readonly attribute: Attribute;
  readonly operator: '=' | '=~';
  readonly value: string;
}

export interface SignalFilter {
  readonly errorsOnly?: boolean;
  /** Traces only: seconds that a span must exceed. */
  readonly slowerThanS?: number;
}

/** LogQL for the lines whose stream has all wanted values. */
export function logQuery(wanted: readonly Wanted[], filter: SignalFilter = {}): string {
  const matchers = wanted.map(({ attribute, operator, value }) => `${prometheusLabel(attribute)}${operator}"${value}"`);
  return `{${matchers.join(', ')}}${filter.errorsOnly ? ` | ${SEVERITY_LABEL}=~"${ERROR_LEVELS}"` : ''}`;
}

const isResource = ({ key }: Attribute): boolean => Object.values(resourceAttribute).some((entry) => entry.key === key);

/** TraceQL for the traces with a span that has all wanted values and passes the filter. */
export function traceQuery(wanted: readonly Wanted[], filter: SignalFilter = {}): string {
  const conditions = wanted.map(({ attribute, operator, value }) => {
    const text = attribute.type === 'int' ? value : `"${value}"`;
    return `${isResource(attribute) ? 'resource' : 'span'}.${attribute.key}${operator}${text}`;
  });
  if (filter.errorsOnly) conditions.push('status=error');
  if (filter.slowerThanS !== undefined) conditions.push(`duration>${filter.slowerThanS * 1000}ms`);
  return `{${conditions.join(' && ')}}`;
}

/** TraceQL for the traces of the chosen services. */
export const scopedTraces = (filter: SignalFilter): string =>
  traceQuery([{ attribute: resourceAttribute.serviceName, operator: '=~', value: placeholder('service') }], filter);
