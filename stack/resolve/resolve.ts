// Turns the name of a back end into absolute paths of its programs: setting, PATH, cache, official release, go build.

import type { BackendName } from '../process-spec.ts';
import { findCacheFolder } from './cache-folder.ts';
import type { Progress, ResolveEvent } from './events.ts';
import { findEntryFolders, resolveFromCache } from './from-cache.ts';
import { resolveByMaking } from './from-making.ts';
import { resolveFromPath } from './from-path.ts';
import { resolveFromSetting } from './from-setting.ts';
import { isResolution, type Job, type NotHere, type Resolution } from './job.ts';
import { RECIPES } from './recipes.ts';
import { ResolveError } from './resolve-error.ts';
import { findTarget } from './target.ts';

export type { ResolveEvent } from './events.ts';
export type { Resolution } from './job.ts';
export { ResolveError } from './resolve-error.ts';

export interface ResolveOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Folder of the repository, which holds the module files. It is never written to. */
  readonly repository: string;
  /** Called at every change of step and about once a second during long ones; it must not throw. */
  readonly report?: (event: ResolveEvent) => void;
  /** Stops the resolution; go and all it started are gone and the cache is clean when the promise rejects. */
  readonly signal?: AbortSignal;
}

/**
 * Finds or makes the programs of a back end; the first of the five ways that works is taken.
 * A build takes up to 4 minutes on 2 cores the first time. Several may run at once: builds wait for each other.
 * @throws ResolveError with a code and one sentence for people.
 */
export async function resolveBackend(name: BackendName, options: ResolveOptions): Promise<Resolution> {
  const { environment, repository, signal } = options;
  const recipe = RECIPES[name];
  const startedAtMs = performance.now();
  const report = (progress: Progress): void =>
    options.report?.({ ...progress, backend: name, title: recipe.title, elapsedMs: performance.now() - startedAtMs });
  const job: Job = {
    name,
    recipe,
    environment,
    repository,
    cacheFolder: findCacheFolder(environment),
    target: findTarget(),
    report,
    signal,
  };
  try {
    const resolution = (await findMade(job)) ?? (await resolveByMaking(job, await findEntryFolders(job)));
    report({ kind: 'done', how: resolution.how, version: resolution.version });
    return resolution;
  } catch (error) {
    if (signal?.aborted && !(error instanceof ResolveError)) {
      throw new ResolveError('aborted', `${recipe.title} was not made ready because the work was stopped.`, { cause: error });
    }
    throw error;
  }
}

/** The three ways that make nothing. */
async function findMade(job: Job): Promise<Resolution | undefined> {
  const ways: readonly ['setting' | 'path' | 'cache', () => Promise<Resolution | NotHere>][] = [
    ['setting', () => resolveFromSetting(job)],
    ['path', () => resolveFromPath(job)],
    ['cache', async () => resolveFromCache(job, await findEntryFolders(job))],
  ];
  for (const [step, look] of ways) {
    job.report({ kind: 'trying', step });
    const outcome = await look();
    if (isResolution(outcome)) return outcome;
    job.report({ kind: 'skipped', step, because: outcome.because });
  }
  return undefined;
}
