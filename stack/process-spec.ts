// What the launcher needs to know of one process: how to start it and how to see that it is ready.

import type { Ports } from './ports.ts';

/** Where a stack lives: everything that a process description may depend on. */
export interface Place {
  /** Folder of the repository. */
  readonly repository: string;
  /** Folder of the stack's state (`PERAGUS_DATA_DIR`, `.peragus` by default). */
  readonly data: string;
  readonly ports: Ports;
  readonly environment: NodeJS.ProcessEnv;
}

export interface ProcessSpec {
  /** Short name, used for the log file and in messages: `prometheus`. */
  readonly name: string;
  /** As people call it: `Prometheus`. */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the launcher's own environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Answers 200 once the process is ready. */
  readonly readyUrl: string;
  readonly readyWithinS: number;
  /** After this long its group is killed; 10 s unless said otherwise. */
  readonly stopWithinS?: number;
  /**
   * Looks after what the process will read, before each start, and answers with what people should know of it.
   * @param exits how often it has ended in a row without having run well for a while
   * @param logTail the end of the log of the run before
   */
  readonly beforeStart?: (exits: number, logTail: readonly string[]) => readonly string[];
}

export const BACKEND_NAMES = ['collector', 'prometheus', 'loki', 'tempo', 'alertmanager'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

/** Absolute paths of the programs of a back end by program name, such as `{ prometheus: …, promtool: … }`. */
export type Programs = Readonly<Record<string, string>>;

/** One back end as the launcher sees it. */
export interface Backend {
  readonly name: BackendName;
  readonly title: string;
  /** Writes the configuration and folders that the process reads, under `place.data`; repeatable. */
  prepare(place: Place): Promise<void>;
  spec(place: Place, programs: Programs): ProcessSpec;
}
