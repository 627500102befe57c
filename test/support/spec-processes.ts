// Processes of an application, started by their descriptions as the launcher does; one that doesn't start shows what it has said.

import { type ChildProcess, spawn } from 'node:child_process';
import type { ProcessSpec } from '../../stack/process-spec.ts';
import { waitFor } from './wait.ts';

/** So many characters of what it has said last. */
const SHOWN = 4_000;

export class SpecProcesses {
  readonly #running = new Map<string, ChildProcess>();

  get names(): string[] {
    return [...this.#running.keys()];
  }

  /** @throws Error with its last words when it ends, or isn't ready in time */
  async launch({ name, command, args, env, cwd, readyUrl, readyWithinS }: ProcessSpec, environment: NodeJS.ProcessEnv): Promise<void> {
    const child = spawn(command, args, { cwd, env: { ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#running.set(name, child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = `${said}${chunk}`.slice(-SHOWN)));
    const ended = () => child.exitCode ?? child.signalCode;
    const isReady = async () => ended() !== null || (await fetch(readyUrl)).ok;
    const trouble = await waitFor(`${name} to be ready`, isReady, readyWithinS * 1000, 250).then(
      () => ended() !== null && `${name} ended with ${ended()}.`,
      (error: Error) => error.message,
    );
    if (trouble) throw new Error(`${trouble}\n${name} said: ${said}`);
  }

  async end(name: string, signal: NodeJS.Signals): Promise<void> {
    const child = this.#running.get(name);
    this.#running.delete(name);
    if (!child?.pid || child.exitCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, signal);
    await exited;
  }
}
