// Asks the stores what a dashboard would ask them, without Grafana.

import type { Query } from '../../dashboards/lint/board.ts';
import { substitute } from '../../dashboards/lint/substitute.ts';
import type { Ports } from '../../stack/ports.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';

const ANSWER_DEADLINE_MS = 10_000;
/** Distance of two points of a graph. */
export const STEP_S = 15;

export interface Window {
  readonly fromS: number;
  readonly toS: number;
}

/** One series, log stream or trace; `labels` is empty for a trace. */
export interface Found {
  readonly labels: Readonly<Record<string, string>>;
  /** Finite numbers of a series; how many lines or spans of the others. */
  readonly values: readonly number[];
}

type Json = ReturnType<typeof JSON.parse>;

async function get(base: string, path: string, query: Record<string, string | number>): Promise<Json> {
  const url = new URL(`${base}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) });
  if (!response.ok)
    throw new Error(`${url.origin}${path} answered ${response.status} to ${JSON.stringify(query)}: ${await response.text()}`);
  return response.json();
}

const numbers = (pairs: readonly [number, string][]): number[] => pairs.map(([, value]) => Number(value)).filter(Number.isFinite);

async function askPrometheus(base: string, text: string, instant: boolean, { fromS, toS }: Window): Promise<Found[]> {
  const answer = instant
    ? await get(base, '/api/v1/query', { query: text, time: toS })
    : await get(base, '/api/v1/query_range', { query: text, start: fromS, end: toS, step: STEP_S });
  return answer.data.result.map(({ metric, value, values }: Json) => ({ labels: metric, values: numbers(values ?? [value]) }));
}

async function askLoki(base: string, text: string, instant: boolean, { fromS, toS }: Window): Promise<Found[]> {
  const { data } = instant
    ? await get(base, '/loki/api/v1/query', { query: text, time: toS })
    : await get(base, '/loki/api/v1/query_range', { query: text, start: fromS, end: toS, step: STEP_S });
  return data.result.map(({ metric, stream, value, values }: Json) => ({
    labels: metric ?? stream,
    values: stream ? [values.length] : numbers(values ?? [value]),
  }));
}

async function askTempo(base: string, text: string, { fromS, toS }: Window): Promise<Found[]> {
  const { traces } = await get(base, '/api/search', { q: text, start: fromS, end: toS, limit: 20 });
  return (traces ?? []).map(() => ({ labels: {}, values: [1] }));
}

/** Sends a query with the given values for its variables; leaves out what has no finite value. */
export async function answerTo(query: Query, values: Readonly<Record<string, string>>, window: Window, ports: Ports): Promise<Found[]> {
  const range = `${window.toS - window.fromS}s`;
  // As Grafana does: asked once, a log query looks at all of the time range.
  const auto = query.instant ? range : '60s';
  const text = substitute(query.text, { __rate_interval: '60s', __range: range, __auto: auto, __interval: `${STEP_S}s`, ...values });
  const ask = {
    promql: () => askPrometheus(baseUrl(ports, 'prometheus'), text, query.instant, window),
    logql: () => askLoki(baseUrl(ports, 'loki'), text, query.instant, window),
    traceql: () => askTempo(baseUrl(ports, 'tempo'), text, window),
  }[query.language];
  return (await ask()).filter((found) => found.values.length > 0);
}
