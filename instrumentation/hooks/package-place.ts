// Where a file lies inside a package: the last `node_modules/<name>/` of its resolved path, and what the manifest there says.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Place {
  /** Name of the folder under node_modules; the package's own name unless it is an npm alias. */
  readonly name: string;
  /** Absolute folder of the package. */
  readonly folder: string;
  /** Path inside the package, with `/`. */
  readonly file: string;
}

export interface Manifest {
  readonly version: string;
  /** Files that can be the package's main entry, under any condition. */
  readonly entries: ReadonlySet<string>;
}

/** Manifests remembered: no application loads so many packages that we patch. */
const MANIFESTS_MAX = 500;
const MARK = '/node_modules/';

/** The place of a path or file URL's path, written with `/`; nothing when it is in no package. */
export function placeOf(path: string): Place | undefined {
  const mark = path.lastIndexOf(MARK);
  if (mark < 0) return undefined;
  const start = mark + MARK.length;
  let end = path.indexOf('/', start);
  if (path[start] === '@' && end > 0) end = path.indexOf('/', end + 1);
  if (end < 0) return undefined;
  return { name: path.slice(start, end), folder: path.slice(0, end), file: path.slice(end + 1) };
}

const manifests = new Map<string, Manifest>();

/** What the package.json of a folder says; an unreadable one gives no version and the usual entry. */
export function manifestOf(folder: string): Manifest {
  let manifest = manifests.get(folder);
  if (!manifest) {
    manifest = readManifest(folder);
    if (manifests.size < MANIFESTS_MAX) manifests.set(folder, manifest);
  }
  return manifest;
}

function readManifest(folder: string): Manifest {
  const entries = new Set(['index.js']);
  const add = (target: unknown): void => {
    if (typeof target === 'string') {
      const file = target.replace(/^\.?\/+/, '');
      // `main` may leave out the ending, or name a folder.
      for (const candidate of [file, `${file}.js`, `${file}/index.js`]) entries.add(candidate);
    } else if (target !== null && typeof target === 'object') for (const each of Object.values(target)) add(each);
  };
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    const exports = manifest.exports as Record<string, unknown> | string | null | undefined;
    add(manifest.main);
    add(manifest.module);
    // Without subpaths, `exports` is the main entry itself.
    const hasSubpaths = exports !== null && typeof exports === 'object' && Object.keys(exports).some((key) => key.startsWith('.'));
    add(hasSubpaths ? (exports as Record<string, unknown>)['.'] : exports);
    return { version: typeof manifest.version === 'string' ? manifest.version : 'unknown', entries };
  } catch {
    return { version: 'unknown', entries };
  }
}
