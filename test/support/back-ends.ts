// Real back ends for tests: each started by its own process description, on free ports and in a scratch folder.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackendName, Place, Programs } from '../../stack/process-spec.ts';
import { BACKENDS } from '../../stack/processes/index.ts';
import { resolveBackend } from '../../stack/resolve/resolve.ts';
import { freePorts } from './free-ports.ts';
import { waitFor } from './wait.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
/** Tempo 2.8 never ends by itself when it was queried in the last 30 s: its frontend waits for a queue that nothing empties any more. */
const STOP_DEADLINE_MS = 4_000;

/** A first build on a cold machine takes minutes, one back end after the other. */
export const RESOLVE_DEADLINE_MS = 40 * 60_000;

/** Absolute paths of a back end's programs, found or built as `npm start` does. */
export async function programsOf(name: BackendName): Promise<Programs> {
  return (await resolveBackend(name, { environment: process.env, repository: REPOSITORY })).programs;
}

/** A place with a scratch data folder, free ports and further settings; `remove` deletes the folder. */
export async function makePlace(more: NodeJS.ProcessEnv = {}): Promise<Place & { remove(): void }> {
  const data = realpathSync(mkdtempSync(join(tmpdir(), 'peragus-back-ends-')));
  const { ports, environment } = await freePorts();
  return {
    repository: REPOSITORY,
    data,
    ports,
    environment: { ...environment, ...more },
    remove: () => rmSync(data, { recursive: true, force: true }),
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly output: string[];
}

/** The back ends of one place. */
export class BackEnds {
  readonly place: Place;
  readonly #running = new Map<BackendName, Running>();

  constructor(place: Place) {
    this.place = place;
  }

  /** Prepares and starts a back end and waits until it is ready; `more` follows its own arguments. */
  async start(name: BackendName, more: readonly string[] = []): Promise<void> {
    const backend = BACKENDS[name];
    await backend.prepare(this.place);
    const { command, args, env, cwd, readyUrl, readyWithinS } = backend.spec(this.place, await programsOf(name));
    const child = spawn(command, [...args, ...more], {
      env: { ...process.env, ...this.place.environment, ...env },
      cwd: cwd ?? this.place.data,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk.toString('utf8')));
    this.#running.set(name, { child, output });
    const isReady = async () => {
      if (child.exitCode !== null) return 'exited';
      return (await fetch(readyUrl)).ok && 'ready';
    };
    const state = await waitFor(`${name} to be ready`, isReady, readyWithinS * 1_000).catch((error: Error) => error.message);
    if (state !== 'ready') throw new Error(`${name}: ${state}\n${output.join('').slice(-4_000)}`);
  }

  pid(name: BackendName): number {
    return this.#get(name).child.pid ?? 0;
  }

  output(name: BackendName): string {
    return this.#get(name).output.join('');
  }

  /** Ends a back end and waits until it is gone. */
  async stop(name: BackendName, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const { child } = this.#get(name);
    this.#running.delete(name);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
    await gone;
    clearTimeout(late);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.stop(name)));
  }

  #get(name: BackendName): Running {
    const running = this.#running.get(name);
    if (!running) throw new Error(`${name} isn't running.`);
    return running;
  }
}
