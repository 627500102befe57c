// Folders that are this user's alone: what the preload writes is read back and believed, or names what is private.

import { lstatSync, mkdirSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Permission bits of group and others. */
const OPEN_TO_OTHERS = 0o077;

/** A folder of this user in the temporary folder, which all users share. */
export function userFolder(purpose: string, user: string | number | undefined = process.getuid?.()): string {
  return join(tmpdir(), ['peragus-observability', purpose, user].filter((part) => part !== undefined && part !== '').join('-'));
}

/** Makes the folder where it is missing. Throws when it can't be made, is a link, belongs to somebody else or is open to others. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (!isPrivateFolder(path)) throw new Error(`${path} is a link, belongs to somebody else or is open to others`);
}

/**
 * True for a folder that belongs to this user and that nobody else can look into; false for a link to one. In a folder that others can
 * write to, somebody else could have made ours first, with links in it to files of ours.
 */
export function isPrivateFolder(path: string): boolean {
  // Of a link itself, not of what it leads to.
  const stats = lstatSync(path);
  return stats.isDirectory() && isOurs(stats);
}

/** True for a file that belongs to this user and that nobody else can open. Where there are no users, that can't be told. */
export function isOurs({ uid, mode }: Stats): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & OPEN_TO_OTHERS) === 0);
}
