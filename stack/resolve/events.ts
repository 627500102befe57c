// What a resolution reports while it runs, so that a display can show the step, the progress and the time.

import type { BackendName } from '../process-spec.ts';

export type Step = 'setting' | 'path' | 'cache' | 'release' | 'build';

/** Where a back end came from; `built` and `release` mean that it was made just now. */
export type Origin = 'setting' | 'path' | 'cache' | 'release' | 'built';

export type Progress =
  | { readonly kind: 'trying'; readonly step: Step }
  | { readonly kind: 'skipped'; readonly step: Step; readonly because: string }
  | { readonly kind: 'waiting'; readonly waitingFor: string }
  | { readonly kind: 'downloading'; readonly file: string; readonly receivedBytes: number; readonly totalBytes: number | undefined }
  | {
      readonly kind: 'building';
      readonly phase: 'downloading modules' | 'compiling';
      /** Modules fetched so far; those already on the machine don't count. */
      readonly modules: number;
      /** Packages compiled so far, of all that the programs hold; those that Go has compiled before don't count. */
      readonly compiledPackages: number;
      readonly totalPackages: number;
      /** The last line that go printed, or ''. */
      readonly lastLine: string;
    }
  | { readonly kind: 'done'; readonly how: Origin; readonly version: string };

/** One report: at every change of step, and about once a second while something is downloading, building or waiting. */
export type ResolveEvent = Progress & {
  readonly backend: BackendName;
  readonly title: string;
  /** Time since this back end's resolution began. */
  readonly elapsedMs: number;
};

const STEP_TITLES: Readonly<Record<Step, string>> = {
  setting: 'looking at its setting',
  path: 'looking on PATH',
  cache: 'looking in the cache',
  release: 'looking for the official release',
  build: 'building from source',
};

const ORIGIN_TITLES: Readonly<Record<Origin, string>> = {
  setting: 'from its setting',
  path: 'from PATH',
  cache: 'from the cache',
  release: 'from the official release',
  built: 'built from source',
};

/** Says an event in one short line without a line end: `Prometheus: compiling 2140 packages, 312 done (41 s)`. */
export function describeEvent(event: ResolveEvent): string {
  return `${event.title}: ${describeProgress(event)} (${formatSeconds(event.elapsedMs)})`;
}

function describeProgress(progress: Progress): string {
  switch (progress.kind) {
    case 'trying':
      return STEP_TITLES[progress.step];
    case 'skipped':
      return progress.because;
    case 'waiting':
      return `waiting for ${progress.waitingFor}`;
    case 'downloading': {
      const total = progress.totalBytes === undefined ? '' : ` of ${formatMegabytes(progress.totalBytes)}`;
      return `downloading ${progress.file}, ${formatMegabytes(progress.receivedBytes)}${total}`;
    }
    case 'building':
      return progress.phase === 'downloading modules'
        ? `downloading modules, ${progress.modules} so far`
        : `compiling ${progress.totalPackages} packages, ${progress.compiledPackages} done`;
    case 'done':
      return `${progress.version}, ${ORIGIN_TITLES[progress.how]}`;
  }
}

function formatSeconds(elapsedMs: number): string {
  return `${(elapsedMs / 1000).toFixed(elapsedMs < 10_000 ? 1 : 0)} s`;
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
