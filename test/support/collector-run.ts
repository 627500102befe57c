// A real Collector in a role, on free ports and with a data folder of its own: killed, restarted and asked by tests.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareQueues, QUEUE_FOLDERS } from '../../collector/queue/before-start.ts';
import { configArguments, type Role } from '../../collector/roles.ts';
import type { Ports } from '../../stack/ports.ts';
import { baseUrl, LOOPBACK, portVariables } from '../../stack/processes/addresses.ts';
import { programsOf } from './back-ends.ts';
import { OwnMetrics } from './collector-metrics.ts';
import { freePorts } from './free-ports.ts';
import { waitFor } from './wait.ts';

const READY_WITHIN_MS = 30_000;
/** What it still holds in memory is handed on first. */
const STOP_WITHIN_MS = 15_000;

export interface CollectorOptions {
  /** Variables of its configuration: addresses of what is behind it, switches of roles.ts. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Further `--config` values, such as `yaml:exporters::otlp_http/loki::timeout: 1s`. */
  readonly more?: readonly string[];
}

export class CollectorRun {
  readonly role: Role;
  readonly ports: Ports;
  /** Its data folder, which outlives `kill` and `restart`. */
  readonly data: string;
  readonly #options: CollectorOptions;
  #child: ChildProcess | undefined;
  #log: string[] = [];

  private constructor(role: Role, ports: Ports, options: CollectorOptions) {
    this.role = role;
    this.ports = ports;
    this.data = realpathSync(mkdtempSync(join(tmpdir(), 'peragus-collector-')));
    this.#options = options;
  }

  /** Settles when it is ready. */
  static async start(role: Role, options: CollectorOptions = {}): Promise<CollectorRun> {
    const run = new CollectorRun(role, (await freePorts()).ports, options);
    await run.restart();
    return run;
  }

  /** `http://127.0.0.1:4318`: OTLP over HTTP. */
  get otlpUrl(): string {
    return baseUrl(this.ports, this.role === 'browser-door' ? 'browserCollector' : 'otlpHttp');
  }

  /** `127.0.0.1:4317`: OTLP over gRPC. */
  get grpcEndpoint(): string {
    return `${LOOPBACK}:${this.ports.otlpGrpc}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** All that it wrote, also before a restart. */
  get log(): string {
    return this.#log.join('');
  }

  async metrics(): Promise<OwnMetrics> {
    return new OwnMetrics(await (await fetch(`${baseUrl(this.ports, 'collectorMetrics')}/metrics`)).text());
  }

  /** Ends it at once, as a crash does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Starts it again on the same ports and data, having stopped it when it runs; settles when it is ready. */
  async restart(): Promise<void> {
    await this.#end('SIGTERM');
    mkdirSync(join(this.data, 'collector'), { recursive: true, mode: 0o700 });
    const { environment = {}, more = [] } = this.#options;
    // As the launcher does.
    const findings = QUEUE_FOLDERS.flatMap((folder) => prepareQueues(join(this.data, 'collector', folder)));
    this.#log.push(...findings.map(({ sentence }) => `--- ${sentence}\n`));
    const program = (await programsOf('collector'))['otelcol-peragus'] ?? '';
    const child = spawn(program, [...configArguments(this.role, environment), ...more.map((text) => `--config=${text}`)], {
      cwd: this.data,
      env: { PATH: process.env.PATH, ...this.#variables(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => this.#log.push(chunk.toString('utf8')));
    const isReady = async () => {
      if (!this.isRunning) return 'exited';
      return (await fetch(`${baseUrl(this.ports, 'collectorHealth')}/`)).ok && 'ready';
    };
    const state = await waitFor('the Collector to be ready', isReady, READY_WITHIN_MS).catch((error: Error) => error.message);
    if (state !== 'ready') throw new Error(`Collector (${this.role}): ${state}\n${this.log.slice(-4_000)}`);
  }

  /** Ends it, having given it time to hand on what it holds; its data stays. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(this.data, { recursive: true, force: true });
  }

  #variables(): Record<string, string> {
    const names = ['otlpGrpc', 'otlpHttp', 'browserCollector', 'collectorMetrics', 'collectorHealth'] as const;
    const startedS = String(Math.floor(Date.now() / 1000));
    return { PERAGUS_DATA_DIR: this.data, PERAGUS_COLLECTOR_STARTED_S: startedS, ...portVariables(this.ports, names) };
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child || !this.isRunning) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await gone;
    clearTimeout(late);
  }
}
