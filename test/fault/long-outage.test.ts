// R22: an outage that outlasts the spool, under load. The disk never holds more than its limit, the oldest go first, every one that goes is
// counted, and the application answers: measured beside one without the preload, at the same time.

import { join } from 'node:path';
import { setTimeout as lasting } from 'node:timers/promises';
import { expect } from 'chai';
import type { LoadResult } from '../../bench/load/generate.ts';
import { Peer } from '../../bench/peer.ts';
import { medianOf } from '../../bench/statistics.ts';
import { figure } from '../support/figures.ts';
import { PRELOADS } from '../support/run-app.ts';
import { byAge, SpoolFolder } from '../support/spool.ts';
import { FaultSink } from './support/fault-sink.ts';
import { ledgerOf } from './support/ledger-of.ts';
import { REPETITIONS } from './support/repetitions.ts';

const SOAK = join(import.meta.dirname, '../soak');
const LOAD = join(import.meta.dirname, '../../bench/load/load.ts');
const isLong = REPETITIONS > 1;
/** A request is two spans and a line: 500 items a second. */
const RATE_PER_S = 167;
const AWAY_MS = isLong ? 600_000 : 8_000;
const SLICE_MS = isLong ? 20_000 : 2_000;
const CAP_BYTES = isLong ? 64 * 2 ** 20 : 1_000_000;
/** Memory holds so many before the disk gets any; the short outage has to fill both. */
const QUEUE_MAX = isLong ? 8_192 : 1_000;
const LOOK_EVERY_MS = 50;

const environment = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OTEL_|PERAGUS_|NODE_OPTIONS$)/.test(name))),
  ...more,
});

/** An application and its load. */
class Loaded {
  readonly app: Peer;
  readonly #load = new Peer({ args: [LOAD], env: environment({}), cwd: SOAK });
  readonly slices: LoadResult[] = [];

  constructor(flags: readonly string[], env: Readonly<Record<string, string>>) {
    const args = ['--expose-gc', '--expose-internals', ...flags, join(SOAK, 'app.mjs')];
    this.app = new Peer({ args, env: environment(env), cwd: SOAK });
  }

  async loadFor(totalMs: number): Promise<void> {
    const { port } = await this.app.first;
    await this.#load.first;
    const load = { protocol: 'http', port, connections: 4, target: '/items/{n}', ratePerS: RATE_PER_S, durationMs: SLICE_MS };
    for (let passedMs = 0; passedMs < totalMs; passedMs += SLICE_MS) this.slices.push(await this.#load.ask({ load }));
  }

  get p99Ms(): number {
    return medianOf(this.slices.map(({ p99Ms }) => p99Ms));
  }

  async stop(): Promise<void> {
    await Promise.all([this.app.kill(), this.#load.kill()]);
  }
}

interface Watched {
  readonly mostBytes: number;
  /** Files that went while an older one stayed. */
  readonly newerFirst: number;
}

/** Looks at the spool until `over` settles. */
async function watch(spool: SpoolFolder, over: Promise<unknown>): Promise<Watched> {
  let isOver = false;
  void over.finally(() => {
    isOver = true;
  });
  let [mostBytes, newerFirst] = [0, 0];
  let [before, missing]: [string[], string[]] = [[], []];
  while (!isOver) {
    const files = spool.sizes();
    mostBytes = Math.max(
      mostBytes,
      files.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    const now = files.map(({ name }) => name);
    // One that is renamed just now may be in no list; what misses twice is gone.
    const gone = missing.filter((name) => !now.includes(name));
    const oldest = now[0] ?? '';
    newerFirst += gone.filter((name) => before.indexOf(oldest) >= 0 && before.indexOf(oldest) < before.indexOf(name)).length;
    missing = before.filter((name) => !now.includes(name) && !gone.includes(name));
    before = [...missing, ...now].sort(byAge);
    await lasting(LOOK_EVERY_MS);
  }
  await over;
  return { mostBytes, newerFirst };
}

describe(`R22: an outage of ${AWAY_MS / 1000} s at 500 items a second, longer than the spool lasts`, function () {
  this.timeout(AWAY_MS + 300_000);

  it(`never has more than ${CAP_BYTES} bytes on disk, drops the oldest and counts them, and costs the application 0 of its answers`, async () => {
    await FaultSink.use(async (sink) => {
      const spool = new SpoolFolder();
      const observed = new Loaded(['--import', PRELOADS.bundle], {
        ...spool.env,
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint,
        OTEL_METRIC_EXPORT_INTERVAL: '2000',
        PERAGUS_SPOOL_MAX_BYTES: String(CAP_BYTES),
        OTEL_BSP_MAX_QUEUE_SIZE: String(QUEUE_MAX),
        OTEL_BLRP_MAX_QUEUE_SIZE: String(QUEUE_MAX),
      });
      const bare = new Loaded([], {});
      try {
        await Promise.all([observed.loadFor(SLICE_MS), bare.loadFor(SLICE_MS)]);
        for (const each of [observed, bare]) each.slices.length = 0;
        await sink.set({ kind: 'refuse' });
        const { mostBytes, newerFirst } = await watch(spool, Promise.all([observed.loadFor(AWAY_MS), bare.loadFor(AWAY_MS)]));
        await sink.heal();
        const { requests, statements, lines } = await observed.app.ask({ ask: 'tell' });
        const isSettled = () =>
          (['traces', 'logs'] as const).every((signal) => ledgerOf(sink.received, signal)?.queued === 0) && spool.sizes().length === 0;
        await sink.until('an empty spool', isSettled, 200_000);
        // The metrics of a moment at which nothing waited.
        const seen = sink.attempts('metrics').length;
        await sink.until('metrics', () => sink.attempts('metrics').length > seen + 1);
        const silent = (['traces', 'logs'] as const).map((signal) => {
          const dropped: Readonly<Record<string, number>> = ledgerOf(sink.received, signal)?.dropped ?? {};
          expect(Object.keys(dropped), signal).to.deep.equal(['spool_full']);
          const [emitted, unique] =
            signal === 'traces' ? [requests + statements, sink.received.unique('traces')] : [lines, sink.received.numberedLogs()];
          figure('R22', `${signal === 'traces' ? 'spans' : 'lines'} that had no room, counted`, dropped.spool_full ?? 0);
          return emitted - unique - (dropped.spool_full ?? 0);
        });
        const failures = observed.slices.reduce((sum, slice) => sum + slice.failures, 0);
        expect({ silent, failures, newerFirst }).to.deep.equal({ silent: [0, 0], failures: 0, newerFirst: 0 });
        expect(mostBytes).to.be.within(CAP_BYTES / 2, CAP_BYTES);
        figure('R22', 'lost and not counted', silent[0] + silent[1], 'items');
        figure('R22', 'most of the spool', (100 * mostBytes) / CAP_BYTES, '% of its limit');
        figure('R22', 'files that went before older ones', newerFirst);
        figure('R22', 'p99 of a request', observed.p99Ms, 'ms');
        figure('R22', 'p99 of a request without the preload, at the same time', bare.p99Ms, 'ms');
      } finally {
        await Promise.all([observed.stop(), bare.stop()]);
        spool.remove();
      }
    });
  });
});
