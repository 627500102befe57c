// Names in Prometheus, derived by the OTLP translation rules (UnderscoreEscapingWithSuffixes); source: prometheus/otlptranslator.

import type { Attribute } from './attribute.ts';
import type { Metric } from './metric.ts';

/** UCUM unit → word of the name. `1` adds none, annotations in braces add none, an unknown unit adds itself. */
const UNIT_WORD: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ d: 'days', h: 'hours', min: 'minutes', s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' },
    ...{ By: 'bytes', KiBy: 'kibibytes', MiBy: 'mebibytes', GiBy: 'gibibytes', TiBy: 'tibibytes' },
    ...{ KBy: 'kilobytes', MBy: 'megabytes', GBy: 'gigabytes', TBy: 'terabytes' },
    ...{ m: 'meters', V: 'volts', A: 'amperes', J: 'joules', W: 'watts', g: 'grams', Cel: 'celsius', Hz: 'hertz', '1': '', '%': 'percent' },
  }),
);
const PER_WORD: ReadonlyMap<string, string> = new Map(
  Object.entries({ s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week', mo: 'month', y: 'year' }),
);

/** The part of a classic histogram to select; other instruments have one series and no part. */
export type HistogramPart = 'bucket' | 'sum' | 'count';

/** Prometheus metric name of a vocabulary entry, such as `http_server_request_duration_seconds_bucket`. */
export function prometheusName(metric: Pick<Metric, 'name' | 'unit' | 'instrument'>, part?: HistogramPart): string {
  const name = translateName(metric);
  return metric.instrument === 'histogram' && part ? `${name}_${part}` : name;
}

/** Prometheus name of any metric. */
export function translateName({ name, unit, instrument }: { name: string; unit: string; instrument: Metric['instrument'] }): string {
  let words = name.split(/[^a-zA-Z0-9:]+/).filter(Boolean);
  const [main = '', per = ''] = unit.split(/\/(.*)/s).map((part) => (/[{}]/.test(part) ? '' : part.trim()));
  const mainWord = asWord(UNIT_WORD.get(main) ?? main);
  const perWord = per ? asWord(`per_${PER_WORD.get(per) ?? per}`) : '';
  const isNew = (word: string) => word !== '' && !words.includes(word);
  const added = [mainWord, perWord].filter(isNew);
  words.push(...added);
  const last = instrument === 'counter' ? 'total' : instrument === 'gauge' && unit === '1' ? 'ratio' : undefined;
  if (last) words = [...words.filter((word) => word !== last), last];
  const joined = words.join('_');
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

const asWord = (unit: string): string =>
  unit
    .replace(/[^a-zA-Z0-9:]/g, '_')
    .replace(/__+/g, '_')
    .replace(/^_|_$/g, '');

/** Prometheus label of an attribute, such as `http_route`. */
export function prometheusLabel(attribute: Pick<Attribute, 'key'>): string {
  const label = attribute.key.replace(/[^a-zA-Z0-9_]/g, '_');
  if (/^\d/.test(label)) return `key_${label}`;
  return /^_(?!_)/.test(label) ? `key${label}` : label;
}

/** Labels that Prometheus derives from the resource: `job` is `service.namespace/service.name`. */
export const JOB_LABEL = 'job';
export const INSTANCE_LABEL = 'instance';
