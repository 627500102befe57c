// Finds or builds the programs of one back end and shows how far that has come.

import type { Backend, Programs } from '../process-spec.ts';
import { findCacheFolder } from '../resolve/cache-folder.ts';
import type { Step } from '../resolve/events.ts';
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
    announcer.tell(backend.title, 'trouble', 'given up');
    // Our own reason is the better sentence than "it was stopped".
    throw stop.aborted ? stop.reason : error;
  }
}

function showEvent(title: string, event: ResolveEvent, announcer: Announcer): void {
  const step = describeStep(event);
  if (step !== undefined) announcer.tell(title, 'working', step);
  else announcer.detail(title, describeDetail(event));
}

/** What deserves a line of its own; the quick looks that made nothing don't. */
function describeStep(event: ResolveEvent): string | undefined {
  if (event.kind === 'done') return `${event.version === 'unknown' ? '' : `version ${event.version}, `}${FOUND[event.how]}`;
  if (event.kind !== 'trying') return undefined;
  return LONG_STEPS[event.step];
}

function describeDetail(event: ResolveEvent): string {
  switch (event.kind) {
    case 'skipped':
      return event.because;
    case 'waiting':
      return `waiting for ${event.waitingFor}`;
    case 'downloading':
      return `${Math.round(event.receivedBytes / 1e6)} MB of ${event.file}`;
    case 'building': {
      const { phase, modules, compiledPackages, totalPackages } = event;
      return phase === 'compiling' ? `${compiledPackages} of ${totalPackages} packages` : `${modules} modules downloaded`;
    }
    default:
      return '';
  }
}

const LONG_STEPS: Partial<Record<Step, string>> = {
  release: 'looking for the official release',
  build: 'building from source (minutes, once)',
};

const FOUND = {
  setting: 'found by its setting',
  path: 'found on PATH',
  cache: 'found in the cache',
  release: 'downloaded',
  built: 'built',
} as const;
