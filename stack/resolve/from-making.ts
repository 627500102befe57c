// Steps 4 and 5 under the entry's lock: makes a back end from its release or its sources, and puts it into the cache.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { publishEntry } from './cache-entry.ts';
import { withEntryLock } from './entry-lock.ts';
import { buildBackend } from './from-build.ts';
import { type EntryFolders, fromEntry, resolveFromCache } from './from-cache.ts';
import { fetchRelease } from './from-release.ts';
import type { Obstacle } from './go-toolchain.ts';
import { isResolution, type Job, type NotHere, type Resolution } from './job.ts';
import { askVersion } from './program-version.ts';
import { explainWriteFailure, ResolveError } from './resolve-error.ts';

/** @throws ResolveError when neither way works. */
export async function resolveByMaking(job: Job, folders: EntryFolders): Promise<Resolution> {
  try {
    await mkdir(job.cacheFolder, { recursive: true });
    return await withEntryLock(
      {
        lockFolder: `${folders.built}.lock`,
        onWait: (owner) => job.report({ kind: 'waiting', waitingFor: owner }),
        signal: job.signal,
      },
      async (work) => await make(job, folders, work),
    );
  } catch (error) {
    throw explainWriteFailure(error, job.cacheFolder);
  }
}

async function make(job: Job, folders: EntryFolders, work: string): Promise<Resolution> {
  // Another process may have made it since we looked.
  const made = await resolveFromCache(job, folders);
  if (isResolution(made)) return made;

  job.report({ kind: 'trying', step: 'release' });
  const released = await makeFromRelease(job, folders, path.join(work, 'release'));
  if (isResolution(released)) return released;
  job.report({ kind: 'skipped', step: 'release', because: released.because });

  job.report({ kind: 'trying', step: 'build' });
  const built = await makeFromSources(job, folders, path.join(work, 'build'));
  if (isResolution(built)) return built;
  throw explainNoWay(job, released, built, await keepLog(`${folders.built}.log`, built));
}

async function makeFromRelease(job: Job, folders: EntryFolders, work: string): Promise<Resolution | NotHere> {
  await mkdir(work);
  const fetched = await fetchRelease(job, work);
  if ('because' in fetched) return fetched;
  const fault = await findFaultOf(job, fetched.folder);
  if (fault !== undefined) return { because: `the program of the official release does not run here (${fault})` };
  return await publish(job, fetched.folder, folders.release, 'release');
}

async function makeFromSources(job: Job, folders: EntryFolders, work: string): Promise<Resolution | Obstacle> {
  const built = await buildBackend(job, work);
  if ('code' in built) return built;
  const fault = await findFaultOf(job, built.folder);
  if (fault !== undefined) return { code: 'build-failed', cause: `the built program does not run (${fault})` };
  return await publish(job, built.folder, folders.built, 'built');
}

/** Runs what was made once: a program for another machine or C library must not reach the cache. */
async function findFaultOf(job: Job, folder: string): Promise<string | undefined> {
  const { programs, namesOnPath } = job.recipe;
  const { version, answer } = await askVersion(path.join(folder, programs[0] + job.target.suffix), namesOnPath, job);
  return version === undefined ? answer : undefined;
}

async function publish(job: Job, prepared: string, folder: string, madeBy: 'release' | 'built'): Promise<Resolution> {
  const files = Object.fromEntries(job.recipe.programs.map((program) => [program, program + job.target.suffix]));
  const { version } = madeBy === 'release' ? job.recipe.release : job.recipe.build;
  return fromEntry(await publishEntry(prepared, folder, files, { version, madeBy }), madeBy);
}

const ADVICE: Readonly<Partial<Record<Obstacle['code'], string>>> = {
  'go-missing': 'install Go',
  'go-too-old': 'install a newer Go',
  offline: 'connect to the internet once',
  // 5.3 GB of modules, about as much of compiled packages.
  'disk-full': 'free about 10 GB',
};

/** Keeps what go said beside the entries; returns the file's path, or undefined when there is nothing or it can't be written. */
async function keepLog(file: string, { output }: Obstacle): Promise<string | undefined> {
  if (output === undefined) return undefined;
  return await writeFile(file, output).then(
    () => file,
    () => undefined,
  );
}

function explainNoWay(job: Job, released: NotHere, built: Obstacle, log: string | undefined): ResolveError {
  const { title, setting, programs, build } = job.recipe;
  return new ResolveError(
    built.code,
    `${title} ${build.version} is not on this machine and can't be made: ${built.cause}, and there is no official release to take (${released.because}); ` +
      `${log === undefined ? (ADVICE[built.code] ?? 'try again') : `read ${log}`}, or set ${setting} to a ${programs[0]} program.`,
  );
}
