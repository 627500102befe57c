// A made-up but plausible past of every metric in the vocabulary, as OTLP, so that dashboards can be tried without waiting.

import {
  type Attribute,
  canaryMetric,
  collectorMetric,
  hostMetric,
  hostTrafficMetric,
  METRIC_EXPORT_INTERVAL_S,
  type Metric,
  metric,
  stackMetric,
} from '../../instrumentation/vocabulary/index.ts';
import { EVENTS, HOST_EVENTS, type Kind, SPANS, STACK_EVENTS } from './made-up-events.ts';
import { type Fields, keyValues, metrics } from './otlp-json.ts';

export interface Life {
  readonly resource: Fields;
  /** Seconds before now at which the process starts, and at which it falls silent. */
  readonly startedS: number;
  readonly endedS: number;
  /** Whether some of its requests fail. */
  readonly failing: boolean;
}

const nanos = (secondsAgo: number, nowMs: number): string => `${BigInt(nowMs - secondsAgo * 1_000) * 1_000_000n}`;

/** Values that an attribute takes in the made-up past. */
function valuesOf({ cardinality, type }: Attribute): readonly (string | number)[] {
  if (cardinality.kind === 'enum') return cardinality.values.slice(0, 4);
  return type === 'int' ? [1, 2] : ['one', 'two'];
}

/** Attribute sets in which each attribute takes each of its values: as many as the longest has, for all combinations would be too many. */
const combinations = (attributes: readonly Attribute[]): Fields[] => {
  const columns = attributes.map((entry) => ({ key: entry.key, values: valuesOf(entry) }));
  const count = Math.max(1, ...columns.map(({ values }) => values.length));
  return Array.from({ length: count }, (_, at) =>
    Object.fromEntries(columns.map(({ key, values }) => [key, values[at % values.length] ?? 'one'])),
  );
};

const KINDS: Readonly<Record<string, readonly Kind[]>> = {
  ...EVENTS,
  ...STACK_EVENTS,
  ...HOST_EVENTS,
  ...Object.fromEntries(Object.keys(collectorMetric).map((key) => [key, SPANS])),
};
const kindsOf = (key: string, entry: Metric): readonly Kind[] =>
  KINDS[key] ?? combinations(entry.attributes).map((fields) => ({ fields, events: 3, seconds: 0.002 }));

/** A value that fits the unit: half a share, some megabytes, a few hundredths of a second, a few of anything else. */
const plausible = (entry: Metric): number => ({ '1': 0.4, By: 50_000_000, s: 0.02 })[entry.unit as string] ?? 7;

/** Levels for which the unit alone would be no likely one. */
const LEVELS: Readonly<Record<string, number>> = {
  heapLimit: 4_000_000_000,
  selfCheckOk: 1,
  instrumentationActive: 1,
  up: 1,
  queueCapacity: 1 << 28,
  hostMemoryLimit: 400_000_000,
  hostProcessors: 8,
  configLoaded: 0,
  routesLoaded: 0,
};

/** The canary came back half a round ago. */
const CANARY_AGE_S = 30;

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

function numberOf(key: string, entry: Metric, agoS: number, life: Life, { level }: Kind, nowMs: number): number {
  if (key === 'processUptime') return life.startedS - agoS;
  if (key === 'canaryLastSuccess') return nowMs / 1_000 - agoS - CANARY_AGE_S;
  const known = level ?? LEVELS[key];
  if (known !== undefined) return known;
  return entry.instrument === 'counter' ? (life.startedS - agoS) * 0.1 : plausible(entry);
}

function history(key: string, entry: Metric, life: Life, nowMs: number, kinds = kindsOf(key, entry)): object {
  const points = kinds
    .filter(({ fails }) => life.failing || !fails)
    .flatMap((kind) =>
      exportsOf(life).map((agoS, at) => ({
        attributes: keyValues(kind.fields),
        startTimeUnixNano: nanos(life.startedS, nowMs),
        timeUnixNano: nanos(agoS, nowMs),
        ...(entry.instrument === 'histogram'
          ? histogramPoint(entry, kind, at + 1)
          : { asDouble: numberOf(key, entry, agoS, life, kind, nowMs) }),
      })),
    );
  const head = { name: entry.name, unit: entry.unit };
  if (entry.instrument === 'histogram') return { ...head, histogram: { dataPoints: points, aggregationTemporality: 2 } };
  if (entry.instrument === 'gauge') return { ...head, gauge: { dataPoints: points } };
  return { ...head, sum: { dataPoints: points, aggregationTemporality: 2, isMonotonic: entry.instrument === 'counter' } };
}

/** One OTLP request with all of these metrics as one life would have exported them. */
function historyOf(entries: Readonly<Record<string, Metric>>, life: Life, nowMs: number): object {
  const all = Object.entries(entries).map(([key, entry]) => history(key, entry, life, nowMs));
  return metrics(life.resource, all);
}

/** All that a process of a service would have exported in its life, and the Collector of its spans. */
export const metricHistory = (life: Life, nowMs: number): object => historyOf({ ...metric, ...collectorMetric }, life, nowMs);

/** What the parts of the stack would have told of themselves, and the canary of them. */
export const stackHistory = (life: Life, nowMs: number): object => historyOf({ ...stackMetric, ...canaryMetric }, life, nowMs);

/** What the Collector would have told of the machine. */
export const hostHistory = (life: Life, nowMs: number): object => historyOf({ ...hostMetric, ...hostTrafficMetric }, life, nowMs);

/** What a life would have exported of these kinds of events only. */
export const kindHistory = (told: readonly (readonly [Metric, readonly Kind[]])[], life: Life, nowMs: number): object =>
  metrics(
    life.resource,
    told.map(([entry, kinds]) => history('', entry, life, nowMs, kinds)),
  );
