// What a receiver has of each item of telemetry: taken once, more than once, or only seen in a request that it never answered well.

import { readLogs, readMetrics, readTraces } from '../../support/otlp.ts';
import type { Outcome, SignalName } from './fault.ts';

// OTLP is read as it comes.
type Json = ReturnType<typeof JSON.parse>;

/** One request. */
export interface Attempt {
  readonly signal: SignalName;
  /** When its head came, by `performance.now()`. */
  readonly atMs: number;
  /** Of its body, as it came over the wire. */
  readonly bytes: number;
  readonly items: number;
  /** Nothing as long as it is not known. */
  outcome: Outcome | undefined;
}

/** Metric points, the last of each series; those of several processes are told apart by their instance. */
export interface LastPoint {
  readonly metric: string;
  readonly instance: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: number;
}

interface Kept {
  readonly taken: Set<string>;
  /** In requests without a good answer, and in no other. */
  readonly unanswered: Set<string>;
  duplicates: number;
}

export class Received {
  readonly attempts: Attempt[] = [];
  readonly #kept: Record<SignalName, Kept> = { traces: nothing(), logs: nothing(), metrics: nothing() };
  readonly #points = new Map<string, LastPoint>();
  /** Bodies that could not be read. */
  unread = 0;

  /** Different items that were taken. */
  unique(signal: SignalName): number {
    return this.#kept[signal].taken.size;
  }

  /** Different log records with a number of their own, as the numbered application makes them; other records are its and our own. */
  numberedLogs(): number {
    return [...this.#kept.logs.taken].filter((key) => key.includes('#')).length;
  }

  /** Items that were taken again. */
  duplicates(signal: SignalName): number {
    return this.#kept[signal].duplicates;
  }

  /** Items that came only in requests that got no good answer. */
  unanswered(signal: SignalName): number {
    return this.#kept[signal].unanswered.size;
  }

  /** Keys of the items taken: the id of a span; `instance#number` of a numbered log record, else `instance/time/body`. */
  keys(signal: SignalName): ReadonlySet<string> {
    return this.#kept[signal].taken;
  }

  /** The last point of each series of a metric. */
  points(metric: string): LastPoint[] {
    return [...this.#points.values()].filter((point) => point.metric === metric);
  }

  /** Notes how a request ended; `message` is its body. */
  note(signal: SignalName, items: readonly string[], outcome: Outcome, message: Json): void {
    const kept = this.#kept[signal];
    const taken = outcome.kind === 'taken' ? outcome.count : 0;
    items.forEach((key, index) => {
      if (index >= taken) {
        if (outcome.kind === 'unanswered' && !kept.taken.has(key)) kept.unanswered.add(key);
      } else if (kept.taken.has(key)) kept.duplicates += 1;
      else {
        kept.taken.add(key);
        kept.unanswered.delete(key);
      }
    });
    if (signal === 'metrics' && taken > 0) for (const point of pointsIn(message)) this.#points.set(keyOfPoint(point), point);
  }
}

const nothing = (): Kept => ({ taken: new Set(), unanswered: new Set(), duplicates: 0 });
const keyOfPoint = ({ metric, instance, attributes }: LastPoint): string => `${instance} ${metric} ${JSON.stringify(attributes)}`;

/** Reads a body, protobuf or JSON. */
export function readMessage(signal: SignalName, isJson: boolean, body: Buffer): Json {
  if (isJson) return JSON.parse(body.toString('utf8'));
  return { traces: readTraces, logs: readLogs, metrics: readMetrics }[signal](body);
}

/** The key of each item of a message; metric points have none that stays, so each counts as one of its own. */
export function keysIn(signal: SignalName, message: Json): string[] {
  if (signal === 'metrics') return pointsIn(message).map((point) => `${keyOfPoint(point)} ${point.value} ${Math.random()}`);
  if (signal === 'traces')
    return (message.resourceSpans ?? []).flatMap(({ scopeSpans }: Json) =>
      scopeSpans.flatMap(({ spans }: Json) => spans.map(({ spanId }: Json) => (typeof spanId === 'string' ? spanId : hexOf(spanId)))),
    );
  return (message.resourceLogs ?? []).flatMap(({ resource, scopeLogs }: Json) => {
    const instance = instanceOf(resource);
    return scopeLogs.flatMap(({ logRecords }: Json) => logRecords.map((record: Json) => `${instance}${keyOfRecord(record)}`));
  });
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const instanceOf = (resource: Json): string =>
  resource?.attributes?.find(({ key }: Json) => key === 'service.instance.id')?.value.stringValue ?? '';

// A record has no id; the numbered ones have `seq`, or a body that ends with their number.
function keyOfRecord({ attributes, body, timeUnixNano }: Json): string {
  const seq = attributes?.find(({ key }: Json) => key === 'seq')?.value;
  const number = seq ? (seq.intValue ?? seq.doubleValue ?? seq.stringValue) : /^line (\d+)/.exec(body?.stringValue ?? '')?.[1];
  return number === undefined ? `/${timeUnixNano}/${(body?.stringValue ?? JSON.stringify(body)).replaceAll('#', ' ')}` : `#${number}`;
}

function pointsIn(message: Json): LastPoint[] {
  return (message.resourceMetrics ?? []).flatMap(({ resource, scopeMetrics }: Json) => {
    const instance = instanceOf(resource);
    return scopeMetrics.flatMap(({ metrics }: Json) =>
      metrics.flatMap((metric: Json) => {
        const points = (metric.gauge ?? metric.sum ?? metric.histogram ?? metric.exponentialHistogram)?.dataPoints ?? [];
        return points.map((point: Json) => ({
          metric: metric.name,
          instance,
          attributes: Object.fromEntries(
            (point.attributes ?? []).map(({ key, value }: Json) => [key, value[value.value] ?? Object.values(value)[0]]),
          ),
          value: Number(point.asInt ?? point.asDouble ?? point.count),
        }));
      }),
    );
  });
}
