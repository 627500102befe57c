// All processes of one launcher: starts them, records them on disk, and stops them in the order that loses no telemetry.

import type { Place, ProcessSpec } from '../process-spec.ts';
import type { Announcer, PartState } from './announcer.ts';
import { ProcessRecord } from './process-record.ts';
import { type ProcessObserver, SupervisedProcess } from './supervised-process.ts';

/** Who visits or looks at something goes first, so that nothing fails in front of them; then each that sends, before what it sends to. */
const STOP_ORDER = ['visitor', 'viewer', 'application', 'collector', 'stores'] as const;
export type Stage = (typeof STOP_ORDER)[number];

/** See the first line of the file. */
export class Supervisor implements ProcessObserver {
  readonly #place: Place;
  readonly #announcer: Announcer;
  readonly #record: ProcessRecord;
  readonly #processes: { stage: Stage; process: SupervisedProcess }[] = [];
  #stopping = false;

  constructor(place: Place, announcer: Announcer) {
    this.#place = place;
    this.#announcer = announcer;
    this.#record = new ProcessRecord(place.data);
  }

  get hasStarted(): boolean {
    return this.#processes.length > 0;
  }

  /**
   * Starts a process and waits until it is ready; it is restarted from then on.
   * @throws Error when it does not become ready, or when everything is being stopped.
   */
  async start(spec: ProcessSpec, stage: Stage): Promise<void> {
    if (this.#stopping) throw new Error(`${spec.title} is not started: everything is being stopped.`);
    const process = new SupervisedProcess(spec, this.#place, this);
    this.#processes.push({ stage, process });
    await process.start();
  }

  /** Stops everything, stage after stage; processes of one stage at the same time. Starts nothing from then on. */
  async stopAll(hurry: AbortSignal): Promise<void> {
    this.#stopping = true;
    for (const stage of STOP_ORDER) {
      const members = this.#processes.filter((entry) => entry.stage === stage);
      await Promise.all(members.map(({ process }) => process.stop(hurry)));
    }
  }

  changed(spec: ProcessSpec, state: PartState, sentence: string): void {
    this.#announcer.tell(spec.title, state, sentence);
  }

  spawned(spec: ProcessSpec, pid: number): void {
    this.#announcer.tell(spec.title, 'working', `started (pid ${pid})`);
    this.#keepRecord(() => this.#record.add(spec.name, pid));
  }

  exited(spec: ProcessSpec): void {
    this.#keepRecord(() => this.#record.remove(spec.name));
  }

  /** A full disk must not end a stack that runs. */
  #keepRecord(change: () => void): void {
    try {
      change();
    } catch (error) {
      this.#announcer.tell('Launcher', 'trouble', `could not write its list of processes (${(error as Error).message})`);
    }
  }
}
