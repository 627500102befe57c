// What arrived compared with the vocabulary: names, units, instruments and attributes that it doesn't know, and metrics that never came.

import { SCOPE } from '../../instrumentation/signals/scope.ts';
import { attribute, type Metric, metric, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import type { Sink } from './sink.ts';

const known = new Map((Object.values(metric) as Metric[]).map((entry) => [entry.name, entry]));
const spanKeys = new Set<string>(Object.values(attribute).map(({ key }) => key));
const resourceKeys = new Set<string>(Object.values(resourceAttribute).map(({ key }) => key));
const KINDS = { counter: 'sum', updowncounter: 'sum', gauge: 'gauge', histogram: 'histogram' };

/** Everything that arrived and that the vocabulary doesn't know, each once, as a sentence part; metrics of the application's own don't count. */
export function strangersIn(sink: Sink): string[] {
  const ofPoints = sink.points.flatMap((point) => {
    if (point.scope !== SCOPE) return [];
    const entry = known.get(point.metric);
    if (!entry) return [`metric ${point.metric}`];
    const allowed = new Set(entry.attributes.map(({ key }) => key));
    return [
      ...(entry.unit === point.unit ? [] : [`unit ${point.unit} of ${point.metric}`]),
      ...(KINDS[entry.instrument] === point.kind ? [] : [`${point.kind} ${point.metric}`]),
      ...Object.keys(point.attributes)
        .filter((key) => !allowed.has(key))
        .map((key) => `attribute ${key} of ${point.metric}`),
    ];
  });
  const ofSpans = sink.spans
    .filter(({ scope }) => scope === SCOPE)
    .flatMap((span) => [
      ...[...Object.keys(span.attributes), ...span.events.flatMap((event) => Object.keys(event.attributes))]
        .filter((key) => !spanKeys.has(key))
        .map((key) => `attribute ${key} of span ${span.name}`),
      ...Object.keys(span.resource)
        .filter((key) => !resourceKeys.has(key))
        .map((key) => `resource attribute ${key}`),
    ]);
  return [...new Set([...ofPoints, ...ofSpans])];
}

/** Names of those of `expected` that never arrived. */
export function missingIn(sink: Sink, expected: Readonly<Record<string, Metric>>): string[] {
  const arrived = new Set(sink.points.map((point) => point.metric));
  return Object.values(expected)
    .map(({ name }) => name)
    .filter((name) => !arrived.has(name));
}
