// The stack that faults are made in: real back ends from their own process descriptions, with the rules and waits of a faster clock.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildRules } from '../../alerts/build.ts';
import { promDuration } from '../../alerts/kit/duration.ts';
import { type Clock, scaleWaits, stepByClock } from '../../alerts/kit/time-scale.ts';
import { METRIC_EXPORT_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';
import { CANARY_INTERVAL_S, INTERVAL_VARIABLE } from '../../stack/canary/settings.ts';
import { BACKEND_NAMES, type BackendName, type Place } from '../../stack/process-spec.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { canarySpec } from '../../stack/processes/canary.ts';
import { BACKENDS } from '../../stack/processes/index.ts';
import { makePlace, programsOf } from '../support/back-ends.ts';
import { waitFor } from '../support/wait.ts';
import { SmallDisk } from './small-disk.ts';

/** Prometheus hands a firing alert on again after this long; its own default, in seconds. */
const RESEND_S = 60;
const STOP_WITHIN_MS = 4_000;
/** A machine that does something else besides takes so much longer to start things. */
const BUSY = 4;
/** The way out to Loki alone has a small queue: that it fills is one of the faults. */
const SMALL_QUEUE = ['otlp_http/loki::sending_queue::queue_size: 600000', 'otlp_http/loki::sending_queue::batch::max_size: 524288'];
/** The longest wait before the Collector tries a store again, by the faster clock. */
const SHORT_WAITS = ['prometheus', 'loki', 'tempo'].map((store) => `otlp_http/${store}::retry_on_failure::max_interval: 1s`);

type Part = BackendName | 'canary';

export class ProofStack {
  readonly place: Place;
  readonly clock: Clock;
  readonly #children = new Map<Part, ChildProcess>();
  readonly #disks: SmallDisk[] = [];
  readonly #remove: () => void;

  private constructor(place: Place & { remove(): void }, clock: Clock) {
    this.place = place;
    this.clock = clock;
    this.#remove = () => place.remove();
  }

  /** Starts everything; pages go to `receiver`. */
  static async start(clock: Clock, receiver: string, say: (line: string) => void): Promise<ProofStack> {
    const stack = new ProofStack(await makePlace(), clock);
    try {
      for (const name of BACKEND_NAMES) await BACKENDS[name].prepare(stack.place);
      await stack.#stage(receiver);
      // Alertmanager first, so that Prometheus finds it; the other order works too, and takes longer.
      for (const name of [...BACKEND_NAMES].reverse()) {
        say(`starting ${name}`);
        await stack.run(name);
      }
      stack.#runCanary();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  /** Seconds between two exports, scrapes and evaluations. */
  get stepS(): number {
    return stepByClock(METRIC_EXPORT_INTERVAL_S, this.clock);
  }

  url(name: 'prometheus' | 'alertmanager' | 'loki' | 'tempo' | 'otlpHttp' | 'tempoOtlp'): string {
    return baseUrl(this.place.ports, name);
  }

  file(...path: string[]): string {
    return join(this.place.data, ...path);
  }

  /** Starts a back end, again too, as it was staged, with more arguments, and waits until it is ready. */
  async run(name: BackendName, further: readonly string[] = []): Promise<void> {
    const { command, args, env, cwd, readyUrl, readyWithinS } = BACKENDS[name].spec(this.place, await programsOf(name));
    const more = name === 'prometheus' ? [`--rules.alert.resend-delay=${promDuration(stepByClock(RESEND_S, this.clock))}`] : [];
    const changes = name === 'collector' ? [...SMALL_QUEUE, ...(this.clock.timeScale > 1 ? SHORT_WAITS : [])] : [];
    const child = spawn(command, [...args, ...more, ...changes.flatMap((text) => ['--config', `yaml:exporters::${text}`]), ...further], {
      env: { ...process.env, ...env },
      cwd: cwd ?? this.place.data,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4_000);
    });
    this.#children.set(name, child);
    const isReady = async () => {
      if (child.exitCode !== null) return 'exited';
      return (await fetch(readyUrl)).ok && 'ready';
    };
    const state = await waitFor(`${name} to be ready`, isReady, readyWithinS * BUSY * 1_000, 100).catch((error: Error) => error.message);
    if (state !== 'ready') throw new Error(`${name}: ${state}\n${said}`);
  }

  /** Mounts a small disk at a folder of the stack, and takes it away at the end of the stack, if nobody did before. */
  async mount(folder: string, mebibytes: number): Promise<SmallDisk> {
    const disk = await SmallDisk.mount(folder, mebibytes);
    this.#disks.push(disk);
    return disk;
  }

  /** Its rounds by the clock, too. */
  #runCanary(): void {
    const { command, args, env } = canarySpec(this.place);
    const interval = { [INTERVAL_VARIABLE]: String(stepByClock(CANARY_INTERVAL_S, this.clock)) };
    this.#children.set('canary', spawn(command, args, { env: { ...process.env, ...env, ...interval }, stdio: 'ignore' }));
  }

  signal(name: Part, signal: NodeJS.Signals): void {
    this.#children.get(name)?.kill(signal);
  }

  /** Ends a back end and waits until it is gone. */
  async kill(name: Part, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#children.get(name);
    this.#children.delete(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await gone;
    clearTimeout(late);
  }

  /** Ends it and starts it again, with more arguments than it had, or with none of those. */
  async restart(name: BackendName, further: readonly string[] = []): Promise<void> {
    await this.kill(name, 'SIGTERM');
    await this.run(name, further);
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#children.keys()].map(async (name) => {
        // A stopped one would not hear that it must end.
        this.signal(name, 'SIGCONT');
        await this.kill(name, 'SIGTERM');
      }),
    );
    for (const disk of this.#disks) await disk.unmount().catch(() => undefined);
    this.#remove();
  }

  async #stage(receiver: string): Promise<void> {
    for (const [path, content] of buildRules(this.clock)) {
      const file = path.startsWith('loki/') ? this.file('loki', 'rules', path.slice('loki/'.length)) : this.file('prometheus', path);
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, content);
    }
    await change(this.file('alertmanager', 'alertmanager.yaml'), (text) => scaleWaits(text, this.clock));
    await writeFile(this.file('alertmanager', 'secrets', 'webhook-url'), `${receiver}/people\n`);
    await writeFile(this.file('alertmanager', 'secrets', 'heartbeat-url'), `${receiver}/heartbeat\n`);
    const step = promDuration(this.stepS);
    await change(this.file('prometheus', 'prometheus.yaml'), (text) =>
      text
        .replace(/(scrape_interval|evaluation_interval): \w+/g, `$1: ${step}`)
        .replace(/scrape_timeout: \w+/, `scrape_timeout: ${promDuration(Math.min(10, this.stepS))}`),
    );
  }
}

async function change(file: string, how: (text: string) => string): Promise<void> {
  await writeFile(file, how(await readFile(file, 'utf8')));
}
