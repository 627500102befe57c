// A Collector under load: role single as it ships, or the same pipeline with the end that contrib's examples have.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { configArguments } from '../roles.ts';

export interface Subject {
  readonly name: 'single' | 'stock';
  readonly title: string;
  readonly program: string;
}

const READY_WITHIN_MS = 30_000;
const PORTS = [
  'PERAGUS_OTLP_HTTP_PORT',
  'PERAGUS_OTLP_GRPC_PORT',
  'PERAGUS_BROWSER_COLLECTOR_PORT',
  'PERAGUS_COLLECTOR_METRICS_PORT',
  'PERAGUS_COLLECTOR_HEALTH_PORT',
] as const;
/** Fragments that stock.yaml stands in for, or that have queues of their own and no load here. */
const REPLACED = ['queue.yaml', 'stores.yaml', 'browser.yaml', 'browser-stores.yaml'];
const SAID_BYTES = 2_000;
const MB = 1_048_576;
/** Ticks of /proc in a second, on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

export class RunningCollector {
  readonly subject: Subject;
  readonly #ports: Record<string, string>;
  readonly #storesUrl: string;
  readonly #data = mkdtempSync(join(tmpdir(), 'peragus-load-'));
  #child: ChildProcess | undefined;

  private constructor(subject: Subject, storesUrl: string, ports: Record<string, string>) {
    this.subject = subject;
    this.#storesUrl = storesUrl;
    this.#ports = ports;
  }

  static async start(subject: Subject, storesUrl: string): Promise<RunningCollector> {
    const running = new RunningCollector(subject, storesUrl, await freePorts());
    await running.start();
    return running;
  }

  get otlpPort(): number {
    return Number(this.#ports.PERAGUS_OTLP_HTTP_PORT);
  }

  /** User and system time that it has used, and its memory now. */
  usage(): { readonly cpuMs: number; readonly rssMb: number } {
    const pid = this.#child?.pid ?? 0;
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return { cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_A_SECOND, rssMb: (Number(rss) * 1_024) / MB };
  }

  /** @throws Error when it isn't ready in time */
  async start(): Promise<void> {
    mkdirSync(join(this.#data, 'collector'), { recursive: true });
    const url = this.#storesUrl;
    const stores = { PERAGUS_PROMETHEUS_URL: url, PERAGUS_LOKI_URL: url, PERAGUS_TEMPO_OTLP_URL: url };
    const env = { PATH: process.env.PATH, PERAGUS_DATA_DIR: this.#data, GOMEMLIMIT: '400MiB', ...this.#ports, ...stores };
    const child = spawn(this.subject.program, this.#arguments(), { env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-SAID_BYTES);
    });
    const healthUrl = `http://127.0.0.1:${this.#ports.PERAGUS_COLLECTOR_HEALTH_PORT}/`;
    for (const started = performance.now(); ; await sleep(50)) {
      const isReady = await fetch(healthUrl).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      if (child.exitCode !== null) throw new Error(`${this.subject.title} ended before it was ready:\n${said}`);
      if (performance.now() - started > READY_WITHIN_MS)
        throw new Error(`${this.subject.title} was not ready within ${READY_WITHIN_MS / 1_000} s.`);
    }
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.#data, { recursive: true, force: true });
  }

  #arguments(): string[] {
    const all = configArguments('single');
    if (this.subject.name === 'single') return all;
    const kept = all.filter((argument) => !REPLACED.includes(basename(argument)) && !argument.includes('service::extensions'));
    return [...kept, `--config=${join(import.meta.dirname, 'stock.yaml')}`, '--config=yaml:service::extensions: [health_check]'];
  }
}

/** Below the range from which systems take the local ports of outgoing connections, which the load makes many of. */
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_000;

export async function freePorts(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const variable of PORTS) {
    while (found[variable] === undefined) {
      const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));
      if (Object.values(found).includes(String(port)) || !(await isFree(port))) continue;
      found[variable] = String(port);
    }
  }
  return found;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
