// Load on a subject and on the bare application in turns of a moment each: whatever slows the machine down meets both alike.

import type { Load, LoadResult } from './load/generate.ts';
import type { Peer } from './peer.ts';
import type { AppAnswer, Bench } from './stage.ts';
import { medianOf } from './statistics.ts';

export interface Running {
  readonly app: Peer;
  readonly port: number;
}

export interface Share {
  /** Of the whole process for each request, what the load left to encode and send included. */
  readonly cpuUs: number;
  readonly throughputPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly requests: number;
  readonly failures: number;
  /** When the load ended, before what it left was sent. */
  readonly rssBytes: number;
}

/** Gives what each of the two had. `load` is without a port. */
export async function loadInTurns(
  bench: Bench,
  pair: readonly [Running, Running],
  load: Omit<Load, 'port'>,
  turns: number,
): Promise<[Share, Share]> {
  const begun = await askBoth(pair);
  const results: [LoadResult[], LoadResult[]] = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    // Who comes first changes, or the second would always have the quieter sink.
    for (const at of turn % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const))
      results[at].push(await bench.load({ ...load, port: pair[at].port }));
  }
  const loaded = await askBoth(pair);
  await bench.untilQuiet();
  const drained = await askBoth(pair);
  const share = (at: 0 | 1): Share => {
    const sum = (key: 'requests' | 'failures' | 'durationMs') => results[at].reduce((total, result) => total + result[key], 0);
    const requests = sum('requests');
    return {
      cpuUs: (drained[at].cpuUs - begun[at].cpuUs) / requests,
      throughputPerS: (requests / sum('durationMs')) * 1000,
      p50Ms: medianOf(results[at].map(({ p50Ms }) => p50Ms)),
      p99Ms: medianOf(results[at].map(({ p99Ms }) => p99Ms)),
      requests,
      failures: sum('failures'),
      rssBytes: loaded[at].rssBytes,
    };
  };
  return [share(0), share(1)];
}

async function askBoth(pair: readonly [Running, Running]): Promise<[AppAnswer, AppAnswer]> {
  return [await pair[0].app.ask({ ask: 'read' }), await pair[1].app.ask({ ask: 'read' })];
}
