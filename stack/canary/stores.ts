// Asks each store for what was sent: is it there?

import { canaryBeat, canaryService, prometheusLabel, prometheusName, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import type { Beat, Signal } from './beat.ts';
import type { CanarySettings } from './settings.ts';

const ANSWER_WITHIN_MS = 5_000;
/** A store that doesn't have it yet says so by this, or by an empty list. */
const NOT_FOUND = 404;

const SELECTOR = `{${prometheusLabel(resourceAttribute.serviceName)}="${canaryService.name}"}`;

type Look = (beat: Beat, stores: CanarySettings['stores'], signal: AbortSignal) => Promise<boolean>;

/** Each is true once the store has it. @throws Error when the store does not answer. */
export const LOOKS: Readonly<Record<Signal, Look>> = {
  traces: async ({ traceId }, { tempo }, signal) => (await ask(tempo, `/api/traces/${traceId}`, {}, signal)) !== undefined,
  logs: async ({ traceId, sentAtMs }, { loki }, signal) => {
    // Loki takes nanoseconds; a second before, because clocks are rounded.
    const start = `${BigInt(sentAtMs - 1_000) * 1_000_000n}`;
    const query = { query: `${SELECTOR} | trace_id="${traceId}"`, start, limit: '1' };
    return resultsIn(await ask(loki, '/loki/api/v1/query_range', query, signal)).length > 0;
  },
  metrics: async ({ sentAtMs }, { prometheus }, signal) => {
    const query = `${prometheusName(canaryBeat)}${SELECTOR} >= ${sentAtMs / 1_000}`;
    return resultsIn(await ask(prometheus, '/api/v1/query', { query }, signal)).length > 0;
  },
};

const resultsIn = (answer: unknown): readonly unknown[] => (answer as { data?: { result?: readonly unknown[] } })?.data?.result ?? [];

async function ask(base: string, path: string, query: Readonly<Record<string, string>>, stopping: AbortSignal): Promise<unknown> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  const answer = await fetch(`${base}${path}?${new URLSearchParams(query)}`, { signal, headers: { accept: 'application/json' } });
  if (answer.status === NOT_FOUND) return undefined;
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`);
  return answer.json();
}
