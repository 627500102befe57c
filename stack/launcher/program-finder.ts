// Finds or builds the programs of one back end and shows how far that has come.

import type { Backend, Programs } from '../process-spec.ts';
import { findCacheFolder } from '../resolve/cache-folder.ts';
import type { Step } from '../resolve/events.ts';
import { type ResolveEvent, resolveBackend } from '../resolve/resolve.ts';
import type { Announcer } from './announcer.ts';
import { checkDisk, type DiskNeed, FREE_DISK_NEEDED } from './disk-check.ts';
import type { Launch } from './session.ts';

/** Finds programs for one launch. */
export class ProgramFinder {
  readonly #launch: Launch;
  #isSpaceTold = false;

  constructor(launch: Launch) {
    this.#launch = launch;
  }

  /**
   * Resolves a back end's programs.
   * @throws Error, one sentence, when they can't be had, when there is no room to make them, or when `signal` is aborted.
   */
  async find(backend: Backend, signal: AbortSignal): Promise<Programs> {
    const { place, announcer, stopping } = this.#launch;
    const tooFull = new AbortController();
    const stop = AbortSignal.any([signal, tooFull.signal]);
    const report = (event: ResolveEvent) => {
      showEvent(backend.title, event, announcer);
      if (event.kind !== 'trying') return;
      // From here on it is downloaded, or built.
      if (event.step === 'release') this.#checkSpace(FREE_DISK_NEEDED.firstBuild, (error) => tooFull.abort(error));
      if (event.step === 'build' && !this.#isSpaceTold) {
        this.#isSpaceTold = true;
        this.#checkSpace(FREE_DISK_NEEDED.coldBuild, (error) => announcer.line(`It may not suffice: ${error.message}`));
      }
    };
    const { environment, repository } = place;
    try {
      return (await resolveBackend(backend.name, { environment, repository, report, signal: stop })).programs;
    } catch (error) {
      if (!stopping.aborted) announcer.tell(backend.title, 'trouble', 'given up');
      // Our own reason is the better sentence than "it was stopped".
      throw stop.aborted ? stop.reason : error;
    }
  }

  #checkSpace(needed: Pick<DiskNeed, 'bytes' | 'why'>, onShortage: (error: Error) => void): void {
    try {
      checkDisk([{ folder: findCacheFolder(this.#launch.place.environment), variable: 'PERAGUS_CACHE_DIR', ...needed }]);
    } catch (error) {
      onShortage(error as Error);
    }
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
