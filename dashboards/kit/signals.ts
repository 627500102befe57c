// LogQL and TraceQL from vocabulary entries.

import { type Attribute, prometheusLabel, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { placeholder, scopeMatcher } from './scope.ts';

/** Structured metadata that Loki makes of the severity of an OTLP log record. */
export const SEVERITY = { key: 'severity_text' } as const;
/** Structured metadata with the trace that a log record belongs to. */
export const TRACE = { key: 'trace_id' } as const;
/** Levels however they are written; RE2, as in LogQL. */
export const LEVELS = { errors: '(?i)(error|fatal|critical).*', warnings: '(?i)warn.*' } as const;

const SERVICE_LABEL = prometheusLabel(resourceAttribute.serviceName);
/** Loki wants one matcher that an empty value does not meet, and "All" meets anything. */
const SOME_SERVICE = `${SERVICE_LABEL}=~".+"`;

/** One condition on what stands beside a log line: `[what, operator, value]`; what a line lacks is empty. */
export type LineFilter = readonly [Pick<Attribute, 'key'>, '=' | '!=' | '=~' | '!~', string];

/** Log lines of the chosen services. */
export const scopedLogs = (where: readonly LineFilter[] = []): string =>
  [
    `{${SOME_SERVICE}, ${scopeMatcher('service')}, ${scopeMatcher('environment')}}`,
    `${prometheusLabel(resourceAttribute.serviceInstanceId)}=~"${placeholder('instance')}"`,
    ...where.map(([attribute, operator, value]) => `${prometheusLabel(attribute)}${operator}"${value}"`),
  ].join(' | ');

/** An attribute and the value to look for, which may be a placeholder that Grafana fills in. */
export interface Wanted {
  readonly attribute: Attribute;
  readonly operator: '=' | '!=' | '=~' | '!~' | '>';
  readonly value: string;
}

export interface SignalFilter {
  readonly errorsOnly?: boolean;
  /** Traces only: seconds that a span must exceed. */
  readonly slowerThanS?: number;
  /** Traces only: name of an event that a span must have. */
  readonly event?: string;
}

/** LogQL for the lines whose stream has all wanted values. */
export function logQuery(wanted: readonly Wanted[], filter: SignalFilter = {}): string {
  const matchers = wanted.map(({ attribute, operator, value }) => `${prometheusLabel(attribute)}${operator}"${value}"`);
  const needed = wanted.some(({ operator }) => operator === '=') ? [] : [SOME_SERVICE];
  return `{${[...needed, ...matchers].join(', ')}}${filter.errorsOnly ? ` | ${SEVERITY.key}=~"${LEVELS.errors}"` : ''}`;
}

const isResource = ({ key }: Attribute): boolean => Object.values(resourceAttribute).some((entry) => entry.key === key);

/** One condition of TraceQL; a number stands without quotes. */
function condition({ attribute, operator, value }: Wanted): string {
  const text = ['int', 'double', 'boolean'].includes(attribute.type) ? value : `"${value}"`;
  return `${isResource(attribute) ? 'resource' : 'span'}.${attribute.key}${operator}${text}`;
}

/** TraceQL for the traces with a span that has all wanted values and passes the filter. */
export function traceQuery(wanted: readonly Wanted[], filter: SignalFilter = {}): string {
  const conditions = wanted.map(condition);
  if (filter.errorsOnly) conditions.push('status=error');
  if (filter.slowerThanS !== undefined) conditions.push(`duration>${filter.slowerThanS * 1000}ms`);
  if (filter.event !== undefined) conditions.push(`event:name="${filter.event}"`);
  return `{${conditions.join(' && ')}}`;
}

/** TraceQL for the traces of the chosen services, with a span that has the wanted values; `shown` are attributes listed beside. */
export function scopedTraces(filter: SignalFilter, wanted: readonly Wanted[] = [], shown: readonly Attribute[] = []): string {
  const ofService: Wanted = { attribute: resourceAttribute.serviceName, operator: '=~', value: placeholder('service') };
  const select = shown.length > 0 ? ` | select(${shown.map(({ key }) => `span.${key}`).join(', ')})` : '';
  return traceQuery([ofService, ...wanted], filter) + select;
}
