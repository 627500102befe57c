// Finds or builds the programs of one back end and shows how far that has come.

import type { Backend, Programs } from '../process-spec.ts';
import { findCacheFolder } from '../resolve/cache-folder.ts';
import { type ResolveEvent, resolveBackend } from '../resolve/resolve.ts';
import type { Announcer } from './announcer.ts';
import { checkDisk, FREE_DISK_NEEDED } from './disk-check.ts';
import type { Launch } from './session.ts';

/**
 * Resolves a back end's programs.
 * @throws Error, one sentence, when they can't be had, when there is no room to make them, or when `signal` is aborted.
 */
export async function resolvePrograms(backend: Backend, launch: Launch, signal: AbortSignal): Promise<Programs> {
  const { place, announcer } = launch;
  const tooFull = new AbortController();
  const report = (event: ResolveEvent) => {
    showEvent(backend.title, event, announcer);
    // From here on it is downloaded or built.
    if (event.kind === 'trying' && event.step === 'release') {
      try {
        checkDisk([{ folder: findCacheFolder(place.environment), variable: 'PERAGUS_CACHE_DIR', ...FREE_DISK_NEEDED.firstBuild }]);
      } catch (error) {
        tooFull.abort(error);
      }
    }
  };
  const { environment, repository } = place;
  const stop = AbortSignal.any([signal, tooFull.signal]);
  try {
    return (await resolveBackend(backend.name, { environment, repository, report, signal: stop })).programs;
  } catch (error) {
    // Our own reason is the better sentence than "it was stopped".
    throw stop.aborted ? stop.reason : error;
  }
}

function showEvent(title: string, event: ResolveEvent, announcer: Announcer): void {
  switch (event.kind) {
    case 'trying':
      if (event.step === 'release') announcer.tell(title, 'working', 'looking for the official release');
      if (event.step === 'build') announcer.tell(title, 'working', 'building from source (once)');
      return;
    case 'skipped':
      return announcer.detail(title, event.because);
    case 'waiting':
      return announcer.detail(title, `waiting for ${event.waitingFor}`);
    case 'downloading':
      return announcer.detail(title, `${Math.round(event.receivedBytes / 1e6)} MB of ${event.file}`);
    case 'building': {
      const { phase, modules, compiledPackages, totalPackages } = event;
      return announcer.detail(title, phase === 'compiling' ? `${compiledPackages} of ${totalPackages} packages` : `${modules} modules downloaded`);
    }
    case 'done':
      return announcer.tell(title, 'working', `${event.version} ${FOUND[event.how]}`);
  }
}

const FOUND = {
  setting: 'found by its setting',
  path: 'found on PATH',
  cache: 'found in the cache',
  release: 'downloaded',
  built: 'built',
} as const;
