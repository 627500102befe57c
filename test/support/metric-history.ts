// A made-up but plausible past of every metric in the vocabulary, as OTLP, so that dashboards can be tried without waiting.

import {
  type Attribute,
  attribute as a,
  collectorAttribute,
  collectorMetric,
  METRIC_EXPORT_INTERVAL_S,
  type Metric,
  metric,
  SPAN_KIND_SERVER,
} from '../../instrumentation/vocabulary/index.ts';
import { type Fields, keyValues, metrics } from './otlp-json.ts';

export interface Life {
  readonly resource: Fields;
  /** Seconds before now at which the process starts, and at which it falls silent. */
  readonly startedS: number;
  readonly endedS: number;
  /** Whether some of its requests fail. */
  readonly failing: boolean;
}

interface Kind {
  readonly fields: Fields;
  /** Events in each export, and how long one takes in seconds. */
  readonly events: number;
  readonly seconds: number;
  readonly fails?: boolean;
}

const request = (method: string, route: string | undefined, status: number | undefined, error?: string): Fields => ({
  [a.httpRequestMethod.key]: method,
  [a.urlScheme.key]: 'http',
  ...(route ? { [a.httpRoute.key]: route } : {}),
  ...(status ? { [a.httpResponseStatusCode.key]: status } : {}),
  ...(error ? { [a.errorType.key]: error } : {}),
});

const call = (address: string, status: number | undefined, error?: string): Fields => ({
  ...request('POST', undefined, status, error),
  [a.serverAddress.key]: address,
  [a.serverPort.key]: 443,
});

const statement = (verb: string, collection?: string): Fields => ({
  [a.dbSystemName.key]: 'sqlite',
  [a.dbOperationName.key]: verb,
  ...(collection ? { [a.dbCollectionName.key]: collection } : {}),
});

const vocabulary = { ...metric, ...collectorMetric };
type Key = keyof typeof vocabulary;

/** What the histograms of a web service see. */
const EVENTS: Partial<Record<Key, readonly Kind[]>> = {
  httpServerRequestDuration: [
    { fields: request('GET', '/api/sessions/:id', 200), events: 30, seconds: 0.02 },
    { fields: request('POST', '/api/exec', 200), events: 6, seconds: 0.4 },
    { fields: request('GET', '/api/slow', 200), events: 2, seconds: 3 },
    { fields: request('GET', undefined, 404), events: 3, seconds: 0.003 },
    { fields: request('POST', '/api/exec', 500, '500'), events: 1, seconds: 0.9, fails: true },
    { fields: request('GET', '/api/slow', undefined, 'aborted'), events: 1, seconds: 6, fails: true },
  ],
  httpClientRequestDuration: [
    { fields: call('api.example.com', 200), events: 5, seconds: 0.2 },
    { fields: call('api.example.com', 503, '503'), events: 1, seconds: 0.8, fails: true },
    { fields: call('gone.example.com', undefined, 'ECONNREFUSED'), events: 1, seconds: 0.01, fails: true },
  ],
  dbClientOperationDuration: [
    { fields: statement('SELECT', 'sessions'), events: 60, seconds: 0.0004 },
    { fields: statement('INSERT', 'sessions'), events: 4, seconds: 0.004 },
    { fields: statement('PRAGMA'), events: 1, seconds: 0.0001 },
  ],
};

const sumOf = (kinds: readonly Kind[]): number => kinds.reduce((sum, { events }) => sum + events, 0);
const served = EVENTS.httpServerRequestDuration ?? [];
/** Share of failed requests in the past of a service that is failing. */
export const FAILED_SHARE = sumOf(served.filter(({ fails }) => fails)) / sumOf(served);

/** The requests as the Collector counts their spans. */
const SPANS: readonly Kind[] = served.map((kind) => {
  const only = Object.entries(kind.fields).filter(([key]) => collectorMetric.spanDuration.attributes.some((entry) => entry.key === key));
  const fields = {
    ...Object.fromEntries(only),
    [collectorAttribute.spanName.key]: [kind.fields[a.httpRequestMethod.key], kind.fields[a.httpRoute.key] ?? ''].join(' ').trim(),
    [collectorAttribute.spanKind.key]: SPAN_KIND_SERVER,
    [collectorAttribute.statusCode.key]: kind.fails ? 'STATUS_CODE_ERROR' : 'STATUS_CODE_UNSET',
  };
  return { ...kind, fields };
});

const nanos = (secondsAgo: number, nowMs: number): string => `${BigInt(nowMs - secondsAgo * 1_000) * 1_000_000n}`;

/** Values that an attribute takes in the made-up past. */
const valuesOf = ({ cardinality }: Attribute): readonly (string | number)[] =>
  cardinality.kind === 'enum' ? cardinality.values.slice(0, 4) : ['one', 'two'];

/** Attribute sets in which each attribute takes each of its values: as many as the longest has, for all combinations would be too many. */
const combinations = (attributes: readonly Attribute[]): Fields[] => {
  const columns = attributes.map((entry) => ({ key: entry.key, values: valuesOf(entry) }));
  const count = Math.max(1, ...columns.map(({ values }) => values.length));
  return Array.from({ length: count }, (_, at) =>
    Object.fromEntries(columns.map(({ key, values }) => [key, values[at % values.length] ?? 'one'])),
  );
};

const kindsOf = (key: Key, entry: Metric): readonly Kind[] =>
  (entry.source === 'collector' ? SPANS : EVENTS[key]) ??
  combinations(entry.attributes).map((fields) => ({ fields, events: 3, seconds: 0.002 }));

/** A value that fits the unit: half a share, some megabytes, a few hundredths of a second, a few of anything else. */
const plausible = (entry: Metric): number => ({ '1': 0.4, By: 50_000_000, s: 0.02 })[entry.unit as string] ?? 7;

/** Exports of one life, as seconds before now, oldest first. */
function exportsOf({ startedS, endedS }: Life): number[] {
  const count = Math.floor((startedS - endedS) / METRIC_EXPORT_INTERVAL_S);
  return Array.from({ length: count }, (_, at) => startedS - (at + 1) * METRIC_EXPORT_INTERVAL_S);
}

function histogramPoint(entry: Metric, kind: Kind, exported: number): object {
  const bounds = entry.buckets ?? [];
  const count = kind.events * exported;
  const bucket = bounds.findIndex((bound) => kind.seconds <= bound);
  const counts = Array.from({ length: bounds.length + 1 }, () => '0');
  counts[bucket === -1 ? bounds.length : bucket] = String(count);
  return { count: String(count), sum: count * kind.seconds, bucketCounts: counts, explicitBounds: bounds };
}

function numberOf(key: Key, entry: Metric, agoS: number, life: Life): number {
  if (key === 'processUptime') return life.startedS - agoS;
  if (key === 'heapLimit') return 4_000_000_000;
  return entry.instrument === 'counter' ? (life.startedS - agoS) * 0.1 : plausible(entry);
}

function history(key: Key, entry: Metric, life: Life, nowMs: number): object {
  const points = kindsOf(key, entry)
    .filter(({ fails }) => life.failing || !fails)
    .flatMap((kind) =>
      exportsOf(life).map((agoS, at) => ({
        attributes: keyValues(kind.fields),
        startTimeUnixNano: nanos(life.startedS, nowMs),
        timeUnixNano: nanos(agoS, nowMs),
        ...(entry.instrument === 'histogram' ? histogramPoint(entry, kind, at + 1) : { asDouble: numberOf(key, entry, agoS, life) }),
      })),
    );
  const head = { name: entry.name, unit: entry.unit };
  if (entry.instrument === 'histogram') return { ...head, histogram: { dataPoints: points, aggregationTemporality: 2 } };
  if (entry.instrument === 'gauge') return { ...head, gauge: { dataPoints: points } };
  return { ...head, sum: { dataPoints: points, aggregationTemporality: 2, isMonotonic: entry.instrument === 'counter' } };
}

/** One OTLP request with all that a process would have exported in its life. */
export function metricHistory(life: Life, nowMs: number): object {
  const all = (Object.entries(vocabulary) as [Key, Metric][]).map(([key, entry]) => history(key, entry, life, nowMs));
  return metrics(life.resource, all);
}
