// `npm run test:soak -- --minutes N`: an observed application under load whose receiver fails in random ways. `--help` says how.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadResult } from '../../bench/load/generate.ts';
import { Peer } from '../../bench/peer.ts';
import { markdownTable } from '../../scripts/markdown-table.ts';
import { FaultSink } from '../fault/support/fault-sink.ts';
import { ledgerOf } from '../fault/support/ledger-of.ts';
import { seeded } from '../fault/support/random.ts';
import { PRELOADS } from '../support/run-app.ts';
import { SpoolFolder } from '../support/spool.ts';
import { nameOf, nextPlague } from './faults.ts';
import { isSettled, judge } from './limits.ts';
import { HELP, type Options, readOptions } from './options.ts';
import { MEBIBYTE, type Sample, type Slice } from './sample.ts';

const CONNECTIONS = 4;
const CALM_MS = [4_000, 10_000] as const;
/** The application is looked at when no spans and log records have come for so long; it waits no longer than the other. */
const QUIET_MS = 1_500;
const QUIET_WITHIN_MS = 20_000;
/** At the end, for what was held back during faults. */
const SETTLES_WITHIN_MS = 90_000;

/** Far more than the limit of lines, in characters. */
const ALL_LINES = 2 ** 20;

const say = (line: string) => console.error(`${new Date().toTimeString().slice(0, 8)} ${line}`);

class Soak {
  readonly samples: Sample[] = [];
  readonly slices: Slice[] = [];
  readonly #options: Options;
  readonly #sink: FaultSink;
  readonly #app: Peer;
  readonly #load: Peer;
  readonly #spool = new SpoolFolder();
  readonly #startedAt = performance.now();

  constructor(options: Options, sink: FaultSink) {
    this.#options = options;
    this.#sink = sink;
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OTEL_|PERAGUS_|NODE_OPTIONS$)/.test(name)));
    const env = {
      ...inherited,
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint,
      OTEL_METRIC_EXPORT_INTERVAL: '2000',
      OTEL_SERVICE_NAME: 'soak',
    };
    const flags = ['--expose-gc', '--expose-internals', '--import', PRELOADS[options.form]];
    this.#app = new Peer({ args: [...flags, join(import.meta.dirname, 'app.mjs')], env, cwd: import.meta.dirname, errorsKept: ALL_LINES });
    this.#load = new Peer({ args: [join(import.meta.dirname, '../../bench/load/load.ts')], env: inherited, cwd: import.meta.dirname });
  }

  /** Lines of ours that the application wrote. */
  get lines(): string[] {
    return this.#app.errors.split('\n').filter((line) => line.includes('PERAGUS-'));
  }

  /** Items on disk, those of the application that are numbered. */
  get spooled(): { readonly traces: number; readonly logs: number } {
    return { traces: this.#spool.spans().length, logs: this.#spool.lines().filter((body) => body === 'item read').length };
  }

  async run(): Promise<boolean> {
    const { minutes, seed } = this.#options;
    const random = seeded(seed);
    const { port } = await this.#app.first;
    await this.#load.first;
    // Caches fill and code is compiled before the first look.
    await this.#loadFor('calm', port, 5_000);
    await this.#look('calm');
    while (this.#minutes() < minutes) {
      const plague = nextPlague(random);
      await this.#sink.set(plague.fault, plague.signal);
      // The last one ends with the run.
      await this.#loadFor('fault', port, Math.min(plague.forMs, Math.max(2_000, (minutes - this.#minutes()) * 60_000)));
      await this.#look('fault');
      await this.#sink.heal();
      await this.#loadFor('calm', port, random.between(...CALM_MS));
      await this.#look('calm');
      this.#tellProgress(`${nameOf(plague)} for ${(plague.forMs / 1000).toFixed(0)} s`);
    }
    await this.#settle();
    const ended = await this.#app.end();
    await this.#load.kill();
    return ended;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#app.kill(), this.#load.kill()]);
    this.#spool.remove();
  }

  readonly #minutes = () => (performance.now() - this.#startedAt) / 60_000;

  async #loadFor(when: Slice['when'], port: number, durationMs: number): Promise<void> {
    const before = await this.#app.ask({ ask: 'tell' });
    const load = { protocol: 'http', port, connections: CONNECTIONS, durationMs, target: '/items/{n}', ratePerS: this.#options.ratePerS };
    const { requests, failures, p99Ms }: LoadResult = await this.#load.ask({ load });
    const { cpuMs } = await this.#app.ask({ ask: 'tell' });
    this.slices.push({ when, requests, failures, p99Ms, cpuMs: cpuMs - before.cpuMs });
  }

  async #look(when: Sample['when']): Promise<void> {
    if (when === 'calm') await this.#quiet();
    const told = await this.#app.ask({ ask: 'tell' });
    // Connections to the receiver come and go; they have a limit of their own.
    this.samples.push({ atMinutes: this.#minutes(), when, ...told, descriptors: told.descriptors - this.#sink.open });
  }

  async #quiet(): Promise<void> {
    const until = performance.now() + QUIET_WITHIN_MS;
    const last = () => Math.max(0, ...['traces', 'logs'].map((name) => this.#sink.attempts(name as 'traces' | 'logs').at(-1)?.atMs ?? 0));
    while (performance.now() < until && performance.now() - last() < QUIET_MS) await pause(100);
  }

  async #settle(): Promise<void> {
    say('Waiting for what was held back');
    const until = performance.now() + SETTLES_WITHIN_MS;
    while (performance.now() < until) {
      // The metrics of a moment at which nothing waited.
      await pause(3_000);
      await this.#quiet();
      if (isSettled(this.#sink.received, this.spooled)) return;
    }
  }

  #tellProgress(plague: string): void {
    const { rssBytes, heapBytes, descriptors, timers, requests } = this.samples.at(-1) as Sample;
    const failures = this.slices.reduce((sum, slice) => sum + slice.failures, 0);
    const memory = `RSS ${(rssBytes / MEBIBYTE).toFixed(1)} MB, heap ${(heapBytes / MEBIBYTE).toFixed(1)} MB`;
    const ledger = ledgerOf(this.#sink.received, 'traces');
    const spans = `spans ${this.#sink.received.unique('traces')}${ledger ? `, dropped ${JSON.stringify(ledger.dropped)}` : ''}`;
    say(
      `minute ${this.#minutes().toFixed(1)} of ${this.#options.minutes}: ${plague}; ${requests} requests, ${failures} failed, ${spans}, ${memory}, ${descriptors} descriptors, ${timers} timers`,
    );
  }
}

async function run(options: Options): Promise<boolean> {
  say(
    `Soak of ${options.minutes} minutes with seed ${options.seed}, ${options.ratePerS} requests a second, the preload as ${options.form}`,
  );
  return FaultSink.use(async (sink) => {
    const soak = new Soak(options, sink);
    try {
      const endedByItself = await soak.run();
      const { samples, slices, lines, spooled } = soak;
      const { requests, statements, lines: logs } = samples.at(-1) as Sample;
      const emitted = { traces: requests + statements, logs };
      const verdicts = judge({
        samples,
        slices,
        received: sink.received,
        connectionsMax: sink.connectionsMax,
        emitted,
        spooled,
        endedByItself,
        lines,
      });
      const rows = verdicts.map(({ what, limit, measured, ok }) => [what, limit, measured, ok ? 'yes' : 'NO']);
      console.log(markdownTable(['', 'limit', 'measured', 'kept'], rows).join('\n'));
      const folder = join(import.meta.dirname, 'results');
      await mkdir(folder, { recursive: true });
      const ledgers = { traces: ledgerOf(sink.received, 'traces'), logs: ledgerOf(sink.received, 'logs') };
      const figures = { ...options, verdicts, emitted, spooled, ledgers, connections: sink.connections, lines, samples, slices };
      await writeFile(join(folder, 'soak.json'), `${JSON.stringify(figures, undefined, 1)}\n`);
      return verdicts.every(({ ok }) => ok);
    } finally {
      await soak.stop();
    }
  });
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else if (!(await run(options))) process.exitCode = 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
