// The one way into other people's modules: files of a package are matched by resolved path and patched when the application loads them.
//
// The files we patch are CommonJS internals of their package, which the package itself always `require`s. So the patch holds
// whether the application uses require, import or a file URL. Nothing is loaded before the application does.

import { sep } from 'node:path';
import { Hook } from 'require-in-the-middle';
import { CODES, complain, reasonOf } from '../errors.ts';

export interface Patch {
  /** File inside the package, with `/`: `lib/methods/wrappers.js`. */
  readonly file: string;
  /** Changes the exports in place, or gives others in their stead. */
  apply(exports: never): unknown;
}

const patches = new Map<string, Patch>();

/** Registers a patch for one file of a package; takes effect with `installHook`. */
export function patchFile(packageName: string, patch: Patch): void {
  patches.set(plainName(`${packageName}/${patch.file}`), patch);
}

/** Installs the hook for all registered patches. */
export function installHook(): void {
  new Hook(
    [...patches.keys()].map((name) => name.replaceAll('/', sep)),
    { internals: true },
    (exports, name) => {
      const patch = patches.get(plainName(name.replaceAll(sep, '/')));
      if (!patch) return exports;
      try {
        return patch.apply(exports as never) ?? exports;
      } catch (error) {
        complain(CODES.hookFailed, `${name} could not be instrumented (${reasonOf(error)}); it runs without telemetry.`);
        return exports;
      }
    },
  );
}

// require-in-the-middle names a file without its ending, and an index file by its folder.
function plainName(name: string): string {
  return name.replace(/(?:\/index)?\.js$/, '');
}
