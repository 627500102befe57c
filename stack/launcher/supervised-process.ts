// One process that is kept running: started in a group of its own, logged, restarted when it exits, ended with all its children.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place, ProcessSpec } from '../process-spec.ts';
import type { PartState } from './announcer.ts';
import { formatElapsed } from './layout.ts';
import { LogFile } from './log-file.ts';
import { type Ending, endMembers, listMembers, type Membership } from './process-group.ts';
import { MEMBER_VARIABLE } from './process-table.ts';
import { waitUntilReady } from './readiness.ts';
import { HEALTHY_AFTER_S, restartDelayMs } from './restart-delay.ts';

/** What a supervised process tells its supervisor. */
export interface ProcessObserver {
  /** A state change in words: `ready after 1.2 s`. */
  changed(spec: ProcessSpec, state: PartState, sentence: string): void;
  spawned(spec: ProcessSpec, pid: number): void;
  exited(spec: ProcessSpec): void;
}

/** From one spawn to the exit that belongs to it. */
interface Run {
  readonly startedAtMs: number;
  /** Process group; undefined once it is empty, since the number may belong to somebody else from then on. */
  group: number | undefined;
  readyAtMs: number | undefined;
  /** Resolves to `exited with code 1` and the like; aborts `over` at the same time. */
  readonly exit: Promise<string>;
  readonly over: AbortController;
}

const STOP_GRACE_S = 10;
const LOG_TAIL_LINES = 20;
/** A process that looks after what it will read is started this often before its first start counts as failed. */
const ATTEMPTS_TO_HEAL = 3;
/** A panic in Go shows the stack of every goroutine. */
const CRASH_TAIL_LINES = 500;
/** Time for the last output to arrive after an exit; a grandchild may hold the pipe open for longer. */
const OUTPUT_DEADLINE_MS = 500;

/** Keeps one process running from `start` to `stop`. */
export class SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly #place: Place;
  readonly #observer: ProcessObserver;
  readonly #log: LogFile;
  readonly #stopping = new AbortController();
  #run: Run | undefined;

  constructor(spec: ProcessSpec, place: Place, observer: ProcessObserver) {
    this.spec = spec;
    this.#place = place;
    this.#observer = observer;
    this.#log = new LogFile(join(place.data, 'logs', `${spec.name}.log`));
  }

  /**
   * Starts the process and waits until it is ready; from then on it is restarted whenever it exits.
   * @throws Error with the last lines of its log when it exits first or isn't ready within `spec.readyWithinS`.
   */
  async start(): Promise<void> {
    const { title, readyUrl, readyWithinS } = this.spec;
    let run = this.#spawn(0);
    for (let exits = 1; ; exits += 1) {
      if (await waitUntilReady(readyUrl, readyWithinS * 1_000, run.over.signal)) {
        this.#setReady(run);
        void this.#keepRunning(run);
        return;
      }
      const mayHeal = this.spec.beforeStart !== undefined && exits < ATTEMPTS_TO_HEAL;
      if (!mayHeal || !run.over.signal.aborted || this.#stopping.signal.aborted) break;
      await run.exit;
      await endMembers(this.#membership(), 0);
      run = this.#spawn(exits);
    }
    const how = run.over.signal.aborted ? await run.exit : `was not ready within ${readyWithinS} s`;
    const what = run.over.signal.aborted && run.group !== undefined ? `${how} before it was ready` : how;
    if (!this.#stopping.signal.aborted) this.#observer.changed(this.spec, 'trouble', what);
    const tail = this.#log.tail(LOG_TAIL_LINES).map((line) => `    ${line}`);
    throw new Error(`${title} ${what}. The end of its log, ${this.#log.path}:\n${tail.join('\n')}`);
  }

  /** Ends the process and its children: SIGTERM, 10 s, SIGKILL. `hurry` cuts the 10 s short. */
  async stop(hurry: AbortSignal): Promise<void> {
    this.#stopping.abort();
    const startedAtMs = performance.now();
    if (listMembers(this.#membership()).length > 0) {
      const ending = await endMembers(this.#membership(), (this.spec.stopWithinS ?? STOP_GRACE_S) * 1_000, hurry);
      const state = ending === 'stopped' ? 'working' : 'trouble';
      this.#observer.changed(this.spec, state, describeEnding(ending, performance.now() - startedAtMs));
    }
    await Promise.race([this.#run?.exit, sleep(OUTPUT_DEADLINE_MS)]);
    this.#observer.exited(this.spec);
    this.#log.close();
  }

  #membership(): Membership {
    return { data: this.#place.data, name: this.spec.name, ...(this.#run?.group === undefined ? {} : { group: this.#run.group }) };
  }

  #spawn(exits: number): Run {
    const { command, args, env, cwd, name } = this.spec;
    for (const sentence of this.spec.beforeStart?.(exits, this.#log.tail(CRASH_TAIL_LINES)) ?? []) {
      this.#log.write(Buffer.from(`--- ${sentence}\n`));
      this.#observer.changed(this.spec, 'trouble', sentence);
    }
    const child = spawn(command, args, {
      cwd,
      env: { ...this.#place.environment, ...env, [MEMBER_VARIABLE]: `${name}@${this.#place.data}` },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C in the terminal reaches the launcher alone.
      detached: true,
    });
    this.#log.beginRun(`pid ${child.pid ?? 'none'}: ${[command, ...args].join(' ')}`);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => this.#log.write(chunk));
    const over = new AbortController();
    const exit = describeExit(child).finally(() => over.abort());
    const run: Run = { startedAtMs: performance.now(), group: child.pid, readyAtMs: undefined, exit, over };
    this.#run = run;
    if (child.pid !== undefined) this.#observer.spawned(this.spec, child.pid);
    return run;
  }

  #setReady(run: Run): void {
    run.readyAtMs = performance.now();
    this.#observer.changed(this.spec, 'ready', `ready after ${formatElapsed(run.readyAtMs - run.startedAtMs)}`);
  }

  async #keepRunning(first: Run): Promise<void> {
    let run = first;
    for (let attempt = 0; ; attempt += 1) {
      const how = await run.exit;
      const healthyMs = run.readyAtMs === undefined ? 0 : performance.now() - run.readyAtMs;
      this.#observer.exited(this.spec);
      if (this.#stopping.signal.aborted) return;
      // What the process has left behind would still hold its port.
      await endMembers(this.#membership(), 0);
      run.group = undefined;
      if (healthyMs >= HEALTHY_AFTER_S * 1_000) attempt = 0;
      const delayMs = restartDelayMs(attempt, Math.random());
      this.#observer.changed(this.spec, 'trouble', `${how}; restarting in ${formatElapsed(delayMs)}`);
      await sleep(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (this.#stopping.signal.aborted) return;
      run = this.#spawn(attempt + 1);
      void this.#watchReadiness(run);
    }
  }

  /** After a restart nobody waits for readiness, so a slow one is only told, once. */
  async #watchReadiness(run: Run): Promise<void> {
    const { readyUrl, readyWithinS } = this.spec;
    for (let told = false; !run.over.signal.aborted; told = true) {
      if (await waitUntilReady(readyUrl, readyWithinS * 1_000, run.over.signal)) return this.#setReady(run);
      if (!told && !run.over.signal.aborted) {
        this.#observer.changed(this.spec, 'trouble', `not ready after ${readyWithinS} s; its log is ${this.#log.path}`);
      }
    }
  }
}

async function describeExit(child: ChildProcess): Promise<string> {
  const closed = once(child, 'close').catch(() => undefined);
  const how = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${error.message})`));
    child.once('exit', (code, signal) => resolve(signal === null ? `exited with code ${code}` : `was ended by ${signal}`));
  });
  await Promise.race([closed, sleep(OUTPUT_DEADLINE_MS)]);
  return how;
}

function describeEnding(ending: Ending, elapsedMs: number): string {
  const elapsed = formatElapsed(elapsedMs);
  if (ending === 'stuck') return `still runs ${elapsed} after SIGKILL; look at it with ps`;
  return ending === 'killed' ? `killed after ${elapsed}` : `stopped after ${elapsed}`;
}
