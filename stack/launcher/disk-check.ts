// Is there enough disk space to start?

import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** Free space that a start asks for. */
export const FREE_DISK_NEEDED = {
  /** Programs, and archives while they are unpacked. */
  firstBuild: { bytes: 1_000_000_000, why: 'to download or build the back ends' },
  /** Measured from empty caches of Go: 5.3 GB of modules, 5.0 GB of build cache, 0.4 GB of programs. A warm cache needs much less. */
  coldBuild: { bytes: 11_000_000_000, why: 'to build the back ends when Go has built none of them before' },
  /** Stores, queues and logs of a first hour, with room. */
  running: { bytes: 200_000_000, why: 'for its stores, queues and logs' },
} as const;

export interface DiskNeed {
  readonly folder: string;
  readonly bytes: number;
  readonly why: string;
  /** Variable that moves the folder to another disk. */
  readonly variable: string;
}

/**
 * Compares what is free with what is needed.
 * @throws Error when a disk has less.
 */
export function checkDisk(needs: readonly DiskNeed[], readFreeBytes = readFreeDiskBytes): void {
  for (const { folder, bytes, why, variable } of needs) {
    const freeBytes = readFreeBytes(folder);
    if (freeBytes >= bytes) continue;
    const [free, needed] = [freeBytes, bytes].map((count) => `${Math.floor(count / 1_000_000)} MB`);
    throw new Error(
      `The disk of ${folder} has ${free} free, and the stack needs ${needed} ${why}: free some space, or set ${variable} to a folder on another disk.`,
    );
  }
}

/** Bytes that this user may still write on the disk of the folder, which need not exist yet. */
export function readFreeDiskBytes(folder: string): number {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}
