// Finds every copy of @opentelemetry/api that the application could load: an old one that comes first silences everything.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineCheck } from './diagnosis.ts';

/** Folders looked into; a monorepo's node_modules has some ten thousand packages. */
const FOLDERS_MAX = 50_000;
/** The API that our SDK registers with: major 1, this minor at least. */
const MINOR = 10;

/** Looks below `folder`. */
export function findApiCopies(folder: string): MachineCheck {
  const versions = new Map<string, number>();
  let looked = 0;
  const look = (modules: string): void => {
    for (const name of list(modules)) {
      if (looked > FOLDERS_MAX || name === '.bin' || name === '.cache') continue;
      const path = join(modules, name);
      if (name === '.pnpm') for (const each of list(path)) look(join(path, each, 'node_modules'));
      else if (name.startsWith('@')) for (const each of list(path)) visit(join(path, each), `${name}/${each}`);
      else visit(path, name);
    }
  };
  const visit = (path: string, name: string): void => {
    looked += 1;
    if (name === '@opentelemetry/api') {
      const version = versionAt(path);
      versions.set(version, (versions.get(version) ?? 0) + 1);
    }
    look(join(path, 'node_modules'));
  };
  look(join(folder, 'node_modules'));
  return judge(versions, folder);
}

function judge(versions: ReadonlyMap<string, number>, folder: string): MachineCheck {
  const name = 'api copies';
  const found = [...versions].map(([version, count]) => (count === 1 ? version : `${version} (${count} times)`)).join(', ');
  if (versions.size === 0) return { name, ok: true, detail: `none below ${folder}` };
  const strangers = [...versions.keys()].filter((version) => {
    const [major, minor = 0] = version.split('.').map(Number);
    return major !== 1 || minor > MINOR;
  });
  return strangers.length === 0
    ? { name, ok: true, detail: `${found}; older copies work when the preload comes first, as it does with --import` }
    : { name, ok: false, detail: `${found}; ${strangers.join(', ')} doesn't understand what the preload registers` };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function versionAt(path: string): string {
  try {
    return String(JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).version);
  } catch {
    return 'unreadable';
  }
}
