// The processes of a run: the sink and the load generator, which live as long as it, and the applications in between.

import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Load, LoadResult } from './load/generate.ts';
import { Peer } from './peer.ts';
import type { Counts } from './sink/counts.ts';
import type { SinkAddress, Subject } from './subjects.ts';

/** Connections of the closed loop. */
export const CONNECTIONS = 16;
const QUIET_MS = 700;
const QUIET_WITHIN_MS = 3_000;

export interface AppAnswer {
  readonly cpuUs: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly delayP99Ms: number;
}

/** The processes that live as long as the run. */
export class Bench {
  readonly #sink = new Peer({ args: [path.join(import.meta.dirname, 'sink', 'sink.ts')], env: process.env, cwd: import.meta.dirname });
  readonly #load = new Peer({ args: [path.join(import.meta.dirname, 'load', 'load.ts')], env: process.env, cwd: import.meta.dirname });

  async ready(): Promise<void> {
    await Promise.all([this.#sink.first, this.#load.first]);
  }

  /** What has arrived since the run began. */
  async counts(): Promise<Counts> {
    return (await this.#sink.ask({})).counts;
  }

  async load(load: Load): Promise<LoadResult> {
    return this.#load.ask({ load });
  }

  /** Opens so many idle WebSockets and closes those before. */
  async holdSockets(port: number, count: number): Promise<void> {
    await this.#load.ask({ sockets: { port, count } });
  }

  async startApp(subject: Subject, app: string, env: Record<string, string> = {}): Promise<{ app: Peer; port: number }> {
    const sink = (await this.#sink.first) as SinkAddress;
    const launched = new Peer({
      args: ['--expose-gc', ...subject.args(), app],
      env: { ...cleanEnvironment(), ...subject.env(sink), ...env },
      cwd: import.meta.dirname,
    });
    const { port } = await launched.first;
    return { app: launched, port };
  }

  /** Waits until nothing has arrived for a moment. */
  async untilQuiet(): Promise<void> {
    const deadline = performance.now() + QUIET_WITHIN_MS;
    let before = await this.counts();
    while (performance.now() < deadline) {
      await pause(QUIET_MS);
      const now = await this.counts();
      if (now.requests === before.requests) return;
      before = now;
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.#sink.kill(), this.#load.kill()]);
  }
}

/** The runner's environment without what would configure an agent. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(OTEL_|PERAGUS_|DD_|SENTRY_|SPLUNK_|ELASTIC_|NODE_OPTIONS$|TRACEPARENT$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** The sink counts after it has answered; a moment is enough for the last body. */
export async function settledCounts(bench: Bench): Promise<Counts> {
  await pause(100);
  return bench.counts();
}
