// A process of the benchmark and its questions: it says once where it listens, then answers what it is asked over IPC.

import { type ChildProcess, spawn } from 'node:child_process';

const READY_WITHIN_MS = 30_000;
const ENDS_WITHIN_MS = 15_000;
const ERRORS_KEPT_CHARACTERS = 4_000;

export interface Launch {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** How much is kept of what it writes to its standard error, in characters. */
  readonly errorsKept?: number;
}

// Messages are typed by who asks.
// biome-ignore lint/suspicious/noExplicitAny: the asker knows the answer's shape
type Message = any;

export class Peer {
  /** What it said first, such as its port. */
  readonly first: Promise<Message>;
  /** From the start of the process to its first message. */
  readyMs = 0;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #errors = '';
  #asked = 0;
  readonly #ended: Promise<void>;

  constructor({ args, env, cwd, errorsKept = ERRORS_KEPT_CHARACTERS }: Launch) {
    const startedAt = performance.now();
    this.#child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk).slice(-errorsKept);
    });
    this.#ended = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    this.first = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(this.#explain(`did not listen within ${READY_WITHIN_MS} ms`))), READY_WITHIN_MS);
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => reject(new Error(this.#explain(`ended with ${signal ?? code}`))));
      this.#child.once('message', (message) => {
        clearTimeout(late);
        this.readyMs = performance.now() - startedAt;
        resolve(message);
      });
    });
    this.#child.on('message', ({ id, ...message }: Message) => {
      this.#waiting.get(id)?.(message);
      this.#waiting.delete(id);
    });
  }

  /** What it wrote to its standard error last. */
  get errors(): string {
    return this.#errors;
  }

  /** @throws Error when the process ends instead of answering */
  async ask(question: object): Promise<Message> {
    const id = ++this.#asked;
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve));
    this.#child.send({ id, ...question });
    const gone = this.#ended.then(() => {
      throw new Error(this.#explain('ended before it answered'));
    });
    gone.catch(() => undefined);
    return Promise.race([answer, gone]);
  }

  /** Lets it end by itself. False when it had to be killed. */
  async end(): Promise<boolean> {
    if (this.#child.connected) await this.ask({ ask: 'end' }).catch(() => undefined);
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), ENDS_WITHIN_MS).unref());
    const inTime = await Promise.race([this.#ended.then(() => true), late]);
    if (!inTime) await this.kill();
    return inTime;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #explain(what: string): string {
    return `${this.#child.spawnargs.slice(1).join(' ')} ${what}. It wrote: ${this.#errors.trim() || 'nothing'}`;
  }
}
