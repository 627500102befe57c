// npm aliases of the application (`"ws7": "npm:ws@7"`): folder name under node_modules → the package's own name.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folders looked at on the way up from the entry file for a package.json with dependencies. */
const SEARCH_DEPTH = 10;
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

const names = new Map<string, string>();

/** Reads the aliases from the manifests above the entry file. */
export function readAliases(entryFile: string | undefined): void {
  let folder = entryFile ? dirname(entryFile) : undefined;
  for (let depth = 0; folder && depth < SEARCH_DEPTH; depth += 1) {
    readManifest(join(folder, 'package.json'));
    folder = dirname(folder) === folder ? undefined : dirname(folder);
  }
}

/** The package's own name for a folder under node_modules. */
export function ownName(folderName: string): string {
  return names.get(folderName) ?? folderName;
}

/** Folder names under node_modules that hold this package. */
export function folderNames(packageName: string): string[] {
  return [packageName, ...[...names].filter(([, own]) => own === packageName).map(([folder]) => folder)];
}

function readManifest(path: string): void {
  let manifest: Partial<Record<(typeof KINDS)[number], Record<string, unknown>>>;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return;
  }
  for (const kind of KINDS) {
    for (const [folder, range] of Object.entries(manifest?.[kind] ?? {})) {
      const own = typeof range === 'string' ? /^npm:((?:@[^/]+\/)?[^@/]+)/.exec(range)?.[1] : undefined;
      if (own) names.set(folder, own);
    }
  }
}
