// The real browser door, a process of its own on a free port, in front of a Collector's listener.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findFreePort } from '../../support/free-ports.ts';
import { waitFor } from '../../support/wait.ts';

const START = join(import.meta.dirname, '../../../collector/browser-door/start.ts');
export const PAGE = 'https://app.example.com';

export class DoorRun {
  readonly url: string;
  readonly port: number;
  readonly #child: ChildProcess;
  #log = '';

  private constructor(port: number, child: ChildProcess, scheme: string) {
    this.port = port;
    this.url = `${scheme}://127.0.0.1:${port}`;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.#log += chunk));
  }

  /** Settles when it listens. */
  static async start(collectorUrl: string, environment: Readonly<Record<string, string>> = {}): Promise<DoorRun> {
    const port = await findFreePort();
    const env = {
      PATH: process.env.PATH,
      PERAGUS_BROWSER_DOOR_PORT: String(port),
      PERAGUS_BROWSER_COLLECTOR_URL: collectorUrl,
      PERAGUS_BROWSER_ORIGINS: `${PAGE},http://localhost:8080`,
      ...environment,
    };
    const child = spawn(process.execPath, [START], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const run = new DoorRun(port, child, environment.PERAGUS_BROWSER_DOOR_CERT_FILE ? 'https' : 'http');
    const state = () => (child.exitCode === null ? run.log.includes('Browser door on') && 'ready' : 'ended');
    if ((await waitFor('the browser door', state, 10_000)) === 'ended') throw new Error(run.log);
    return run;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get log(): string {
    return this.#log;
  }

  /** Ends it; settles with its exit code. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    this.#child.kill('SIGTERM');
    const [code] = await once(this.#child, 'exit');
    return code;
  }
}
