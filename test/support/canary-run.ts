// The canary of the pipeline as a process of its own beside the back ends of a test, and what it says of what it sent.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { canaryMetric, prometheusName } from '../../instrumentation/vocabulary/index.ts';
import type { Place } from '../../stack/process-spec.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { canarySpec } from '../../stack/processes/canary.ts';
import { OwnMetrics } from './collector-metrics.ts';
import { waitFor } from './wait.ts';

/** A round is over after this long, so a loss is seen after two. */
export const INTERVAL_S = 5;
/** A store that starts again, and the Collector's wait before it tries it again. */
export const BACK_WITHIN_MS = 90_000;

type Key = keyof typeof canaryMetric;

export class CanaryRun {
  readonly #url: string;
  readonly #child: ChildProcess;
  /** What it printed since this was emptied. */
  said = '';

  private constructor(place: Place, more: NodeJS.ProcessEnv) {
    const { command, args, env } = canarySpec(place);
    this.#url = `${baseUrl(place.ports, 'canary')}/metrics`;
    this.#child = spawn(command, args, {
      env: { ...process.env, ...env, PERAGUS_CANARY_INTERVAL_S: String(INTERVAL_S), ...more },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.said += chunk;
    });
  }

  /** Starts one and waits until it can be scraped. */
  static async start(place: Place, more: NodeJS.ProcessEnv = {}): Promise<CanaryRun> {
    const run = new CanaryRun(place, more);
    await waitFor('the canary', async () => (await fetch(run.#url)).ok, BACK_WITHIN_MS);
    return run;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await gone;
  }

  async read(key: Key, signal: string): Promise<number> {
    const scraped = new OwnMetrics(await (await fetch(this.#url)).text());
    return scraped.sum(prometheusName(canaryMetric[key]), { peragus_signal: signal });
  }

  /** Waits until something that was sent after this moment was read back. */
  comesBack(signal: string, afterMs: number): Promise<unknown> {
    const isBack = async () => (await this.read('canaryLastSuccess', signal)) * 1_000 > afterMs;
    return waitFor('what was sent to come back', isBack, BACK_WITHIN_MS).catch((error: Error) => {
      throw new Error(`${signal}: ${error.message}; it says ${this.said}`);
    });
  }

  /** Waits for one more round in which it did not come back. */
  async fails(signal: string): Promise<void> {
    const before = await this.read('canaryFailures', signal);
    await waitFor(`${signal} to be lost`, async () => (await this.read('canaryFailures', signal)) > before, BACK_WITHIN_MS);
  }
}
