// What one instrumented library is: a name, and how to connect to it.

import type { Settings } from '../settings/index.ts';

export interface Library {
  /** Name as in OTEL_NODE_DISABLED_INSTRUMENTATIONS. */
  readonly name: string;
  /** True for what is the same in all threads of a process and must be told once. */
  readonly ofProcess?: boolean;
  /** Connects to the library; called once at start, before the application loads anything. */
  connect(settings: Settings): void;
}
