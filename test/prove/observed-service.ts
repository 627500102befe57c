// An observed process: the application of the proof under the preload, told over IPC which fault begins and ends, killed and started again.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { REGISTER } from '../support/run-app.ts';
import type { ProofStack } from './proof-stack.ts';

const READY_WITHIN_MS = 60_000;
const REQUEST_EVERY_MS = 100;

/** What is special about one. */
export interface Launch {
  /** Requests a second; none without it. */
  readonly driven?: boolean;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Sends its spans to the stand-in that can refuse them. */
  readonly spansApart?: boolean;
  /** Put before node, such as `taskset`. */
  readonly wrapper?: readonly string[];
}

export class ObservedService {
  readonly name: string;
  port = 0;
  readonly #stack: ProofStack;
  readonly #launch: Launch;
  #child: ChildProcess | undefined;
  #driving: NodeJS.Timeout | undefined;
  #asked = 0;

  constructor(name: string, stack: ProofStack, launch: Launch) {
    this.name = name;
    this.#stack = stack;
    this.#launch = launch;
  }

  async start(): Promise<void> {
    const { flags = [], env = {}, wrapper = [] } = this.#launch;
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OTEL_|PERAGUS_|NODE_OPTIONS$)/.test(name)));
    const [command = process.execPath, ...args] = [
      ...wrapper,
      process.execPath,
      ...flags,
      '--import',
      REGISTER,
      join(import.meta.dirname, 'app/app.mjs'),
    ];
    const child = spawn(command, args, {
      env: {
        ...inherited,
        OTEL_SERVICE_NAME: this.name,
        // Loki's rules look at this namespace.
        OTEL_RESOURCE_ATTRIBUTES: `${resourceAttribute.serviceNamespace.key}=peragus,${resourceAttribute.deploymentEnvironmentName.key}=proof`,
        OTEL_EXPORTER_OTLP_ENDPOINT: this.#stack.url('otlpHttp'),
        OTEL_METRIC_EXPORT_INTERVAL: String(this.#stack.stepS * 1000),
        PERAGUS_SPOOL_DIR: this.#stack.file('spools', this.name),
        ...env,
      },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    // It may die between a look and a question.
    child.on('error', () => undefined);
    const late = AbortSignal.timeout(READY_WITHIN_MS);
    const [first] = (await Promise.race([
      once(child, 'message', { signal: late }),
      once(child, 'exit', { signal: late }).then(([code]) => {
        throw new Error(`${this.name} ended with ${code} before it listened.`);
      }),
    ])) as [{ port: number }];
    this.port = first.port;
    if (this.#launch.driven) this.#drive();
  }

  /** Begins a fault; what is returned ends it. */
  async begin(fault: string, how: object = {}): Promise<() => Promise<void>> {
    await this.#ask({ begin: fault, how });
    return () => this.#ask({ end: fault });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async kill(): Promise<void> {
    clearInterval(this.#driving);
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Starts it again and again until `settle` is called; each dies of an exception after `livesMs`. */
  loop(livesMs: number): () => Promise<void> {
    let isOver = false;
    const looping = (async () => {
      while (!isOver) {
        const child = this.#child;
        const gone = child ? once(child, 'exit') : Promise.resolve();
        await this.#ask({ begin: 'runtime/throws', how: { afterMs: livesMs } }).catch(() => undefined);
        await gone;
        await this.start();
      }
    })();
    return async () => {
      isOver = true;
      await looping;
    };
  }

  async #ask(question: object): Promise<void> {
    const child = this.#child;
    if (!child?.connected) throw new Error(`${this.name} has ended.`);
    const id = ++this.#asked;
    const answered = new Promise<void>((resolve, reject) => {
      const listen = (message: { id?: number }) => {
        if (message.id !== id) return;
        child.off('message', listen);
        resolve();
      };
      child.on('message', listen);
      child.once('exit', () => reject(new Error(`${this.name} ended before it answered.`)));
    });
    child.send({ id, ...question });
    await answered;
  }

  #drive(): void {
    clearInterval(this.#driving);
    this.#driving = setInterval(() => {
      void fetch(`http://127.0.0.1:${this.port}/api/sessions`)
        .then((response) => response.text())
        .catch(() => undefined);
    }, REQUEST_EVERY_MS);
  }
}
