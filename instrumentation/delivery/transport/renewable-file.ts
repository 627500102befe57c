// Files with secrets that are replaced while we run: read when they are needed, never kept open, and missing for a moment without harm.

import { readFileSync } from 'node:fs';
import { CODES, complain, reasonOf } from '../../errors.ts';

const lastContents = new Map<string, Buffer>();
const unreadable = new Set<string>();

/**
 * What the file holds now that the variable names, or what it held last; undefined when it could never be read, which is told once.
 * Never throws.
 */
export function readRenewable(environment: NodeJS.ProcessEnv, variable: string): Buffer | undefined {
  const path = environment[variable]?.trim();
  if (!path) return undefined;
  try {
    const content = readFileSync(path);
    if (content.length === 0) throw new Error('it is empty');
    lastContents.set(path, content);
    unreadable.delete(path);
  } catch (error) {
    if (!unreadable.has(path)) tell(variable, path, error);
  }
  return lastContents.get(path);
}

function tell(variable: string, path: string, error: unknown): void {
  unreadable.add(path);
  const instead = lastContents.has(path) ? 'with what it held before' : 'without';
  complain(CODES.settingInvalid, `The file that ${variable} names could not be read (${reasonOf(error)}); going on ${instead}.`);
}
