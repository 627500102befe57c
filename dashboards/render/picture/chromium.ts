// A headless Chromium over its debugging protocol. Its --screenshot flag knows neither the height of a page nor a width below 500 pixels.

import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome-headless-shell'];
const START_DEADLINE_MS = 30_000;
const REPLY_DEADLINE_MS = 60_000;

/** `CHROMIUM_BIN`, or the first that PATH has; undefined when there is none. */
export function findChromium(environment: NodeJS.ProcessEnv): string | undefined {
  if (environment.CHROMIUM_BIN) return environment.CHROMIUM_BIN;
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A running browser with one tab. */
export class Chromium {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #session: string | undefined;
  #next = 1;

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const reply = JSON.parse(String(data)) as Reply;
      if (reply.id !== undefined) this.#waiting.get(reply.id)?.(reply);
    });
  }

  /** @throws Error when it does not come up. */
  static async start(program: string): Promise<Chromium> {
    const profile = mkdtempSync(join(tmpdir(), 'peragus-chromium-'));
    // Root may not use the sandbox, and only shows pages of ours.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [
      '--headless',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--hide-scrollbars',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      ...asRoot,
    ];
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      const socket = new WebSocket(await readAddress(child));
      await new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve, { once: true });
        socket.addEventListener('error', () => reject(new Error('Chromium refused its debugging connection.')), { once: true });
      });
      const browser = new Chromium(child, profile, socket);
      const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
      browser.#session = String(sessionId);
      return browser;
    } catch (error) {
      child.kill('SIGKILL');
      rmSync(profile, { recursive: true, force: true });
      throw error;
    }
  }

  /** Sends one command and returns its result. @throws Error when it fails or is late. */
  send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const id = this.#next;
    this.#next += 1;
    const reply = Promise.withResolvers<Record<string, unknown>>();
    const timer = setTimeout(
      () => reply.reject(new Error(`Chromium did not answer ${method} within ${REPLY_DEADLINE_MS / 1_000} s.`)),
      REPLY_DEADLINE_MS,
    );
    this.#waiting.set(id, ({ result, error }) => {
      clearTimeout(timer);
      this.#waiting.delete(id);
      if (error) reply.reject(new Error(`Chromium refused ${method}: ${error.message}`));
      else reply.resolve(result ?? {});
    });
    this.#socket.send(JSON.stringify({ id, method, params, ...(this.#session && { sessionId: this.#session }) }));
    return reply.promise;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    this.#socket.close();
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Chromium says on stderr where it listens. */
function readAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Chromium did not start within 30 s.')), START_DEADLINE_MS);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address) settle(() => resolve(address));
    });
    child.once('error', (error) => settle(() => reject(new Error(`Chromium can't be started: ${error.message}`))));
    child.once('exit', (code) => settle(() => reject(new Error(`Chromium ended with ${code}: ${said.trim().split('\n').at(-1)}`))));
  });
}
