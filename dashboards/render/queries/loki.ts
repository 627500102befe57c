// LogQL: lines, and numbers made of lines.

import type { LogLine, Series } from '../answers.ts';
import type { Target } from '../board.ts';
import type { TimeRange } from '../time-range.ts';
import { nameOf, onGrid } from './prometheus.ts';
import { ask, type Stores } from './stores.ts';

type Labels = Readonly<Record<string, string>>;

interface Answer {
  readonly data:
    | { readonly resultType: 'streams'; readonly result: readonly { stream: Labels; values: readonly (readonly [string, string])[] }[] }
    | { readonly resultType: 'matrix'; readonly result: readonly { metric: Labels; values: readonly (readonly [number, string])[] }[] }
    | { readonly resultType: 'vector'; readonly result: readonly { metric: Labels; value: readonly [number, string] }[] };
}

export interface LokiAnswer {
  readonly series: readonly Series[];
  readonly lines: readonly LogLine[];
}

const NANOSECONDS_PER_MS = 1_000_000n;
const LINES_LISTED = 100;

const toNs = (ms: number): string => String(BigInt(Math.round(ms)) * NANOSECONDS_PER_MS);

/** Newest lines first, or points at every step, by what the query is. */
export async function askLoki(stores: Stores, target: Target, query: string, range: TimeRange, stepMs: number): Promise<LokiAnswer> {
  const limit = target.maxLines ?? LINES_LISTED;
  if (target.instant || target.queryType === 'instant') {
    return read(await ask(stores, 'loki', '/loki/api/v1/query', { query, time: toNs(range.toMs), limit }), target, range, stepMs);
  }
  const parameters = { query, start: toNs(range.fromMs), end: toNs(range.toMs), step: stepMs / 1_000, limit, direction: 'backward' };
  return read(await ask(stores, 'loki', '/loki/api/v1/query_range', parameters), target, range, stepMs);
}

function read(answer: unknown, target: Target, range: TimeRange, stepMs: number): LokiAnswer {
  const { data } = answer as Answer;
  if (data.resultType === 'streams') {
    const lines = data.result.flatMap(({ stream, values }) =>
      values.map(([ns, text]): LogLine => ({ timeMs: Number(BigInt(ns) / NANOSECONDS_PER_MS), text, labels: stream })),
    );
    return { series: [], lines: lines.sort((a, b) => b.timeMs - a.timeMs) };
  }
  const series = data.result.map((entry): Series => {
    const points =
      'values' in entry
        ? onGrid(entry.values, firstStepMs(entry.values, range, stepMs), lastStepMs(entry.values, range), stepMs)
        : [[entry.value[0] * 1_000, Number(entry.value[1])] as const];
    return { refId: target.refId, name: nameOf(entry.metric, target.legendFormat), labels: entry.metric, points };
  });
  return { series, lines: [] };
}

/** Loki answers at every step from the begin of the range on, not at multiples of the step: on these the newest lines would have no place. */
function firstStepMs(samples: readonly (readonly [number, string])[], { fromMs }: TimeRange, stepMs: number): number {
  const [seconds = fromMs / 1_000] = samples[0] ?? [];
  return fromMs + ((((Math.round(seconds * 1_000) - fromMs) % stepMs) + stepMs) % stepMs);
}

/** Its last step may lie beyond the end of the range, and holds the newest lines. */
function lastStepMs(samples: readonly (readonly [number, string])[], { toMs }: TimeRange): number {
  return Math.max(toMs, Math.round((samples.at(-1)?.[0] ?? 0) * 1_000));
}
