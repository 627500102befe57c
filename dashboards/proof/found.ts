// What a query found, in one form for metrics, log lines, traces and spans: labels, and whether it is something.

import type { Series } from '../render/answers.ts';
import { SERVICE_LABEL } from '../render/labels.ts';
import type { Part } from '../render/panel-data.ts';

export type Labels = Readonly<Record<string, string>>;

const isValue = ([, value]: Series['points'][number]): boolean => value !== null && Number.isFinite(value);

/** The labels of everything that was found; a series without a value is nothing. */
export function foundIn({ series = [], lines = [], traces = [], spans = [] }: Part): Labels[] {
  return [
    ...series.filter(({ points }) => points.some(isValue)).map(({ labels }) => labels),
    ...lines.map(({ labels }) => labels),
    ...traces.map(({ service }) => ({ [SERVICE_LABEL]: service })),
    ...spans.map(({ service, attributes }) => ({ ...attributes, [SERVICE_LABEL]: service })),
  ];
}

/** The answer with the last value of each series alone: thousands of answers are kept, and no check looks at a graph. */
export function lastOf(part: Part): Part {
  const series = part.series?.map((entry) => ({ ...entry, points: entry.points.filter(isValue).slice(-1) }));
  return series ? { ...part, series } : part;
}
