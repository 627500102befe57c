// Step 3: what an earlier run has fetched or built, checked by sha256; and the names under which it is kept.

import { createHash } from 'node:crypto';
import path from 'node:path';
import { type CacheEntry, readEntry } from './cache-entry.ts';
import { hashBuild } from './go-command.ts';
import type { Job, NotHere, Resolution } from './job.ts';

/** Absolute folders of the two entries that a back end may have. */
export interface EntryFolders {
  readonly release: string;
  readonly built: string;
}

/** Names an entry after everything that decides its content: another version, machine or recipe is another entry. */
export async function findEntryFolders(job: Job): Promise<EntryFolders> {
  const { release, build } = job.recipe;
  const releaseHash = createHash('sha256').update(JSON.stringify(release)).digest('hex').slice(0, 12);
  const name = (version: string, hash: string): string =>
    path.join(job.cacheFolder, [job.name, version, process.platform, process.arch, hash].join('-'));
  return { release: name(release.version, releaseHash), built: name(build.version, await hashBuild(job.repository, build)) };
}

/** @throws ResolveError `corrupt-entry`. */
export async function resolveFromCache(job: Job, folders: EntryFolders): Promise<Resolution | NotHere> {
  for (const folder of [folders.release, folders.built]) {
    const entry = await readEntry(folder, job.recipe.programs);
    if (entry !== undefined) return fromEntry(entry, 'cache');
  }
  return { because: `nothing in ${job.cacheFolder} yet` };
}

export function fromEntry(entry: CacheEntry, how: Resolution['how']): Resolution {
  return { programs: entry.programs, how, version: entry.version };
}
