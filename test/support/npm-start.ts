// Runs `npm start` as a user does: through npm, on free ports, with its own data folder.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ports } from '../../stack/ports.ts';
import type { Place } from '../../stack/process-spec.ts';
import { freePorts, isPortOpen } from './free-ports.ts';
import { waitFor } from './wait.ts';

const REPOSITORY = join(import.meta.dirname, '../..');

export class NpmStart {
  readonly place: Place;
  /** What the launcher has printed so far. */
  output = '';
  #child: ChildProcess;
  readonly #exit: Promise<number>;

  private constructor(place: Place, args: readonly string[]) {
    this.place = place;
    // Detached, so that a signal can be sent to the whole group as a terminal's Ctrl-C does.
    this.#child = spawn('npm', ['start', '--silent', '--', ...args], {
      cwd: REPOSITORY,
      env: place.environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on('data', (chunk) => (this.output += chunk));
    this.#exit = new Promise((resolve) =>
      this.#child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL'])),
    );
  }

  /** Starts it on free ports in a new data folder. */
  static async run(...args: readonly string[]): Promise<NpmStart> {
    const { ports, environment } = await freePorts();
    const data = mkdtempSync(join(tmpdir(), 'peragus-e2e-'));
    return new NpmStart(
      { repository: REPOSITORY, data, ports, environment: { ...process.env, ...environment, PERAGUS_DATA_DIR: data } },
      args,
    );
  }

  get #isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get ports(): Ports {
    return this.place.ports;
  }

  /** Settles when the table of URLs is there; building back ends for the first time takes minutes. */
  async ready(deadlineMs = 50 * 60_000): Promise<void> {
    await waitFor(
      'npm start to print its table of URLs',
      () => {
        if (this.output.includes('Ctrl-C stops everything.')) return true;
        if (!this.#isRunning) throw new Error(`npm start ended with ${this.#child.exitCode}:\n${this.output.slice(-2000)}`);
        return false;
      },
      deadlineMs,
      250,
    );
  }

  /** Sends the signal to npm alone, or to the whole group as Ctrl-C does, and gives the exit code as a shell shows it. */
  async stop(signal: NodeJS.Signals, target: 'npm' | 'group'): Promise<number> {
    const pid = this.#child.pid ?? 0;
    if (this.#isRunning) process.kill(target === 'group' ? -pid : pid, signal);
    return this.#exit;
  }

  /** Processes that still name this run's data folder in their environment. */
  leftProcesses(): string[] {
    return readdirSync('/proc').filter((entry) => {
      if (!/^\d+$/.test(entry) || Number(entry) === process.pid) return false;
      try {
        return readFileSync(`/proc/${entry}/environ`, 'utf8').includes(this.place.data);
      } catch {
        return false;
      }
    });
  }

  /** Ports of this run on which something still listens. */
  async openPorts(): Promise<string[]> {
    const answers = await Promise.all(Object.entries(this.ports).map(async ([name, port]) => ((await isPortOpen(port)) ? [name] : [])));
    return answers.flat();
  }

  /** Ends what is left, whatever happened, and removes the data folder. */
  async clean(): Promise<void> {
    const pid = this.#child.pid;
    if (pid !== undefined && this.#isRunning) {
      process.kill(-pid, 'SIGTERM');
      await this.#exit;
    }
    rmSync(this.place.data, { recursive: true, force: true });
  }
}
