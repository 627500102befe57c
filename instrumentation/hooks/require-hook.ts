// Sees what the application requires, and patches the few files that are wanted.

import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { Hook } from 'require-in-the-middle';
import { guarded } from '../errors.ts';
import { folderNames, ownName } from './aliases.ts';
import { manifestOf, placeOf } from './package-place.ts';
import { allTargets, applyTo, type Target, targetsAt, targetsOf } from './patch-registry.ts';

const require = createRequire(import.meta.url);

/** Installs the hook for all patches that are registered by now. */
export function installRequireHook(): void {
  const names = allTargets().flatMap(({ package: packageName, file }) =>
    folderNames(packageName).map((folderName) => plainName(file === undefined ? folderName : `${folderName}/${file}`)),
  );
  new Hook(
    [...new Set(names)].map((name) => name.replaceAll('/', sep)),
    { internals: true },
    (exports, name, folder) => {
      let patched = exports;
      if (folder === undefined) return exports;
      patch(exports, name.replaceAll(sep, '/'), folder, (replacement) => {
        patched = replacement;
      });
      return patched;
    },
  );
}

const patch = guarded(
  'Patching a required module',
  (exports: unknown, name: string, folder: string, replace: (exports: unknown) => void) => {
    const found = find(name, folder);
    if (!found) return;
    const format = types.isModuleNamespaceObject(exports) ? 'module' : 'commonjs';
    const info = { version: manifestOf(folder.replaceAll(sep, '/')).version, format, path: found.path, folder } as const;
    let patched = exports;
    for (const target of found.targets) patched = applyTo(target, patched, info, { way: 'require', url: pathToFileURL(found.path).href });
    replace(patched);
  },
);

// require-in-the-middle names the main entry by its package, and most files without their ending or an index file by its folder.
function find(name: string, folder: string): { readonly targets: readonly Target[]; readonly path: string } | undefined {
  const inside = folder.replaceAll(sep, '/');
  const folderName = placeOf(`${inside}/`)?.name ?? name;
  if (name === folderName) {
    const path = require.resolve(folderName, { paths: [folder] });
    const place = placeOf(path.replaceAll(sep, '/'));
    return place && { targets: targetsAt(place, ownName(folderName)), path };
  }
  const file = plainName(name.slice(folderName.length + 1));
  const targets = targetsOf(ownName(folderName)).filter((target) => target.file !== undefined && plainName(target.file) === file);
  return targets.length > 0 ? { targets, path: join(folder, targets[0]?.file ?? file) } : undefined;
}

const plainName = (name: string): string => name.replace(/(?:\/index)?\.js$/, '');
