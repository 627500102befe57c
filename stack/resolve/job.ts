// One back end's resolution: what every step needs to know, and what a step may answer.

import type { BackendName, Programs } from '../process-spec.ts';
import type { Origin, Progress } from './events.ts';
import type { Recipe } from './recipes.ts';
import type { Target } from './target.ts';

export interface Job {
  readonly name: BackendName;
  readonly recipe: Recipe;
  readonly environment: NodeJS.ProcessEnv;
  /** Folder of the repository. */
  readonly repository: string;
  readonly cacheFolder: string;
  readonly target: Target;
  readonly report: (progress: Progress) => void;
  readonly signal: AbortSignal | undefined;
}

export interface Resolution {
  /** Absolute path of each program, by the program's name in the recipe. */
  readonly programs: Programs;
  readonly how: Origin;
  /** As the program or its cache entry says; `unknown` for a set program that says none. */
  readonly version: string;
}

/** A step that has nothing to offer says why, in a few words that may follow a colon. */
export interface NotHere {
  readonly because: string;
}

export function isResolution(outcome: Resolution | object): outcome is Resolution {
  return 'programs' in outcome;
}
