// The one way into other people's modules: files of a package are matched by resolved path and patched when the application loads them.
//
// It holds for require, import and file URLs alike. Nothing is loaded before the application does.

import { pathToFileURL } from 'node:url';
import { ownName, readAliases } from './aliases.ts';
import { noteApplicationFile } from './bundle-hook.ts';
import { installImportHook } from './import-hook.ts';
import { manifestOf, placeOf } from './package-place.ts';
import { noteSeen, type SeenPackage } from './patch-facts.ts';
import { type Apply, addTarget, targetsAt, targetsOf } from './patch-registry.ts';
import { installRequireHook } from './require-hook.ts';

export interface Patch {
  /** File inside the package, with `/`: `lib/methods/wrappers.js`. */
  readonly file: string;
  readonly apply: Apply;
}

/** Registers a patch for one file of a package; takes effect with `installHook`. */
export function patchFile(packageName: string, { file, apply }: Patch): void {
  addTarget({ package: packageName, file, apply });
}

/**
 * Registers a patch for what the main entry of a package exports, for packages that keep nothing in files of their own: `apply` runs
 * once for each build of the package that the application loads. It may set properties of `exports`, which are then seen by everybody
 * who imports them, or give an object in their stead.
 */
export function patchExports(packageName: string, apply: Apply): void {
  addTarget({ package: packageName, file: undefined, apply });
}

const watched = new Set<string>();
const watchers = new Map<string, (seen: SeenPackage) => void>();

/** Calls back once for each copy of a package that the application loads; nothing of it is patched. */
export function watchPackage(packageName: string, onCopy: (seen: SeenPackage) => void): void {
  watchers.set(packageName, onCopy);
}

/** Installs the hooks for all registered patches. */
export function installHook(entryFile: string | undefined): void {
  readAliases(entryFile);
  installRequireHook();
  installImportHook({
    isWanted: (folderName) => targetsOf(ownName(folderName)).length > 0 || watchers.has(folderName),
    onApplicationFile: noteApplicationFile,
    onResolve({ place, path, parentUrl }) {
      const name = ownName(place.name);
      const folder = path.slice(0, place.folder.length);
      const describe = () => ({ package: name, version: manifestOf(place.folder).version, folder });
      const watcher = watchers.get(name);
      if (watcher) {
        if (!watched.has(folder)) watcher(describe());
        watched.add(folder);
        return false;
      }
      noteSeen(folder, describe);
      // A build that only passes on another build of the same package is wrapped itself; both would patch the same thing twice.
      const isOwn = parentUrl !== undefined && placeOf(parentUrl)?.folder === placeOf(pathToFileURL(path).href)?.folder;
      return targetsAt(place, name).some(({ file }) => file !== undefined || !isOwn);
    },
  });
}
