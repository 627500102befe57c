// A Collector of the scale measurements: a role with some of it left out or added, on ports of its own, with its CPU time and memory.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { configArguments, type Role } from '../roles.ts';
import { freePorts } from './subject.ts';

const READY_WITHIN_MS = 30_000;
const MB = 1_048_576;
const TICKS_A_SECOND = 100;

export interface ScaleOptions {
  readonly program: string;
  readonly role: Role;
  readonly environment: Readonly<Record<string, string>>;
  /** Fragments that are left out. */
  readonly without?: readonly string[];
  /** Further `--config` values. */
  readonly more?: readonly string[];
}

export class ScaleCollector {
  readonly role: Role;
  readonly #child: ChildProcess;
  readonly #ports: Readonly<Record<string, string>>;
  readonly #data: string;
  #peakRssMb = 0;
  readonly #watch: NodeJS.Timeout;

  private constructor(role: Role, child: ChildProcess, ports: Readonly<Record<string, string>>, data: string) {
    this.role = role;
    this.#child = child;
    this.#ports = ports;
    this.#data = data;
    this.#watch = setInterval(() => this.usage(), 250).unref();
  }

  /** @throws Error when it isn't ready in time */
  static async start({ program, role, environment, without = [], more = [] }: ScaleOptions): Promise<ScaleCollector> {
    const ports: Record<string, string> = { ...(await freePorts()), ...environment };
    const data = mkdtempSync(join(tmpdir(), 'peragus-scale-'));
    mkdirSync(join(data, 'collector'), { recursive: true });
    const env = { PATH: process.env.PATH, PERAGUS_DATA_DIR: data, GOMEMLIMIT: '400MiB', ...ports };
    const kept = configArguments(role, environment).filter((argument) => !without.includes(basename(argument, '.yaml')));
    const args = [...kept, ...more.map((text) => `--config=${text}`)];
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-2_000);
    });
    for (const started = performance.now(); ; await sleep(50)) {
      const isReady = await fetch(`http://127.0.0.1:${ports.PERAGUS_COLLECTOR_HEALTH_PORT}/`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return new ScaleCollector(role, child, ports, data);
      if (performance.now() - started > READY_WITHIN_MS || child.exitCode !== null) throw new Error(`${role} was not ready: ${log}`);
    }
  }

  get otlpPort(): number {
    return Number(this.#ports.PERAGUS_OTLP_HTTP_PORT);
  }

  get grpcEndpoint(): string {
    return `127.0.0.1:${this.#ports.PERAGUS_OTLP_GRPC_PORT}`;
  }

  /** User and system time that it has used, and its largest memory until now. */
  usage(): { readonly cpuMs: number; readonly peakRssMb: number } {
    try {
      const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8'))?.[1];
      this.#peakRssMb = Math.max(this.#peakRssMb, (Number(rss) * 1_024) / MB);
      return { cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_A_SECOND, peakRssMb: this.#peakRssMb };
    } catch {
      return { cpuMs: 0, peakRssMb: this.#peakRssMb };
    }
  }

  async remove(): Promise<void> {
    clearInterval(this.#watch);
    const gone = once(this.#child, 'exit');
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.#data, { recursive: true, force: true });
  }
}
