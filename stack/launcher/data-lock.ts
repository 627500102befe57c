// One launcher a data folder: a lock file that names its owner, and that a dead owner doesn't hold.

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcess } from './process-table.ts';

const LOCK_FILE = 'launcher.lock';
/** Each attempt loses only to another launcher that starts in the same instant. */
const ATTEMPTS = 5;

/**
 * Takes the lock of the data folder and returns the function that gives it back.
 * @throws Error, one sentence that names the running pid, when another launcher holds it.
 */
export function takeDataLock(data: string): () => void {
  mkdirSync(data, { recursive: true });
  const lock = join(data, LOCK_FILE);
  const own = JSON.stringify({ pid: process.pid, identity: readProcess(process.pid)?.identity });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (writeIfAbsent(lock, own)) return () => removeIfOwn(lock, own);
    const found = readIfPresent(lock);
    if (found === undefined) continue;
    const owner = readLivingOwner(found);
    if (owner !== undefined) throw new Error(describeOwner(data, owner));
    removeStale(lock, found);
  }
  throw new Error(`The lock ${lock} could not be taken in ${ATTEMPTS} attempts; if no npm start runs there, delete it.`);
}

/** Atomic with its content: a reader never sees half a lock. */
function writeIfAbsent(lock: string, content: string): boolean {
  const draft = `${lock}.${process.pid}`;
  try {
    writeFileSync(draft, content);
    linkSync(draft, lock);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw new Error(
      `The lock ${lock} can't be written (${code}); free disk space, or set PERAGUS_DATA_DIR to a folder that can be written.`,
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

function readIfPresent(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return undefined;
  }
}

function readLivingOwner(content: string): number | undefined {
  try {
    const { pid, identity } = JSON.parse(content) as { pid: number; identity: string };
    return readProcess(pid)?.identity === identity ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Moves the lock aside before it is deleted: if another launcher has replaced it meanwhile, its lock goes back. */
function removeStale(lock: string, stale: string): void {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (readIfPresent(aside) !== stale) {
    try {
      linkSync(aside, lock);
    } catch {
      // A third launcher has it by now.
    }
  }
  rmSync(aside, { force: true });
}

function removeIfOwn(lock: string, own: string): void {
  if (readIfPresent(lock) === own) rmSync(lock, { force: true });
}

function describeOwner(data: string, pid: number): string {
  return `npm start already runs in ${data} (pid ${pid}); stop it with Ctrl-C or \`kill ${pid}\`, or set PERAGUS_DATA_DIR to another folder.`;
}
