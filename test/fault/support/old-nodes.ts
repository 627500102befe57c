// Real Nodes that the preload declines, from npm, installed when a test first asks for them.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../old-nodes');
const NAMES = ['node16', 'node18', 'node20'] as const;
export const INSTALL_WITHIN_MS = 5 * 60_000;

const programOf = (name: string): string => join(FOLDER, 'node_modules', name, 'bin/node');

/** Why there are none here; nothing where they are. */
export function missingOldNodes(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `npm has them for linux-x64, this is ${process.platform}-${process.arch}`;
  if (NAMES.every((name) => existsSync(programOf(name)))) return undefined;
  try {
    execFileSync('npm', ['ci', '--prefer-offline'], { cwd: FOLDER, stdio: 'ignore', timeout: INSTALL_WITHIN_MS });
    return undefined;
  } catch (error) {
    return `npm ci in test/fault/old-nodes failed: ${(error as Error).message}`;
  }
}

/** Name and program of each. */
export const OLD_NODES: readonly (readonly [name: (typeof NAMES)[number], program: string])[] = NAMES.map((name) => [
  name,
  programOf(name),
]);
