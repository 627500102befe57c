// V8's code cache of our own bundle: what it compiled in an earlier process, so that this one need not. It touches nothing of the application.
//
// It is machine code's next of kin, and V8 runs what it is given: so it is kept where only this user can write, and is checked.

import { hash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPrivateFolder, makePrivateFolder, userFolder } from '../private-folder.ts';

/** Caches kept: one for each version of Node and of the preload that runs on a machine. */
const FILES_MAX = 8;
/** Length of the checksum in front of the cache: SHA-1, against damage, not against people. */
const CHECKSUM_BYTES = 20;

const checksum = (bytes: Uint8Array): Buffer => hash('sha1', bytes, 'buffer');

export interface CodeCache {
  /** What an earlier process left; nothing when there is none, or it can't be trusted. */
  read(): Buffer | undefined;
  /** Leaves the cache for later processes. Never throws: a cache that can't be written is no loss. */
  write(code: Buffer): void;
}

/** The cache with this name, which must tell apart whatever V8 tells apart. */
export function codeCache(name: string): CodeCache {
  const folder = userFolder('code');
  const file = join(folder, name);
  return {
    read() {
      try {
        if (!isPrivateFolder(folder)) return undefined;
        const bytes = readFileSync(file);
        const code = bytes.subarray(CHECKSUM_BYTES);
        return checksum(code).equals(bytes.subarray(0, CHECKSUM_BYTES)) ? code : undefined;
      } catch {
        return undefined;
      }
    },
    write(code) {
      try {
        makePrivateFolder(folder);
        makeRoom(folder, name);
        const part = `${file}.${process.pid}`;
        // `wx` follows no link; the rename makes it whole or not there.
        writeFileSync(part, Buffer.concat([checksum(code), code]), { mode: 0o600, flag: 'wx' });
        renameSync(part, file);
      } catch {
        // A read-only disk, no room, or no permission.
      }
    },
  };
}

function makeRoom(folder: string, name: string): void {
  const others = readdirSync(folder)
    .filter((each) => each !== name)
    .map((each) => ({ path: join(folder, each), writtenMs: lstatSync(join(folder, each)).mtimeMs }))
    .sort((x, y) => y.writtenMs - x.writtenMs);
  for (const { path } of others.slice(FILES_MAX - 1)) rmSync(path, { force: true });
}
