// The files of one service's spool.
//
// - A file is whole or not there: it is written as a `.part` and renamed. It is not flushed to the disk (no fsync): what the spool
//   protects from is the end of a process and a Collector that is away; a power cut takes what was in memory as well, and the wait
//   would be the application's.
// - A file belongs to whoever renamed it last: a rename wins or fails, so two processes never send the same one. Claims of dead
//   processes are taken over.
// - All files together stay below the limit; the oldest go first, and their records are counted.

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isOurs, isPrivateFolder, makePrivateFolder } from '../../private-folder.ts';
import { claimedName, damagedName, newName, partName, readName, type SpoolName, type SpoolSignal } from './file-names.ts';
import { isThere, thisOwner } from './owner.ts';

/** A claim of another machine, and a file that is being written, are given up after this time. */
const ABANDONED_MS = 10 * 60_000;
const PART_ABANDONED_MS = 60_000;

export interface StoredFile extends SpoolName {
  readonly name: string;
  readonly bytes: number;
  /** When its state changed last. */
  readonly changedMs: number;
}

export interface Claim {
  readonly file: StoredFile;
  /** Where it is now. */
  readonly path: string;
  /** What of it is not delivered yet, and how many records that is; all, when nothing is said. */
  left?: { readonly texts: readonly string[]; readonly count: number };
}

export class SpoolStore {
  readonly folder: string;
  readonly folders: readonly string[];
  readonly #bytesMax: number;
  readonly #lost: (signal: SpoolSignal, count: number) => void;

  /** All of `folders` must be ours alone; the last holds the files. `lost` is told how many records went because there was no room. */
  constructor(folders: readonly string[], bytesMax: number, lost: (signal: SpoolSignal, count: number) => void = () => {}) {
    this.folders = folders;
    this.folder = folders.at(-1) ?? '';
    this.#bytesMax = bytesMax;
    this.#lost = lost;
  }

  /** Writes one file, and gives its name. Throws when it can't be. */
  write(signal: SpoolSignal, text: string, count: number): string {
    for (const folder of this.folders) makePrivateFolder(folder);
    const bytes = Buffer.byteLength(text);
    this.#makeRoom(bytes);
    const name = newName(signal, count);
    this.#write(name, text);
    return name;
  }

  /** All files, the oldest first; nothing where the folder is missing or not ours alone. */
  list(): StoredFile[] {
    try {
      if (!this.folders.every(isPrivateFolder)) return [];
      return readdirSync(this.folder)
        .flatMap((name) => this.#look(name) ?? [])
        .sort((x, y) => x.writtenMs - y.writtenMs || (x.name < y.name ? -1 : 1));
    } catch {
      return [];
    }
  }

  /** True for a file that nobody sends now. */
  isFree({ state, owner, changedMs }: StoredFile): boolean {
    const ageMs = Date.now() - changedMs;
    if (state === 'part') return ageMs > PART_ABANDONED_MS;
    return state === 'waiting' || (state === 'claimed' && !isThere(owner, ageMs, ABANDONED_MS));
  }

  /** Takes a file for this process; undefined when somebody else was quicker. */
  claim(file: StoredFile): Claim | undefined {
    const path = this.#at(claimedName(file.base, thisOwner()));
    try {
      renameSync(this.#at(file.name), path);
      return { file, path };
    } catch {
      return undefined;
    }
  }

  /** What is in a claimed file. Throws for what is no file of ours. */
  read({ path }: Claim): string {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile() || !isOurs(stats)) throw new Error('it belongs to somebody else');
      return readFileSync(descriptor, 'utf8');
    } finally {
      closeSync(descriptor);
    }
  }

  /** Puts back what is left of a claimed file, for later. */
  putBack(claim: Claim): void {
    const { file, path, left } = claim;
    const isWhole = left === undefined || left.count === file.count;
    if (!isWhole && this.#create(newName(file.signal, left.count, file.writtenMs), left.texts)) this.remove(claim);
    else rename(path, this.#at(file.base));
  }

  /** Files that processes are sending now. */
  countClaimed(): number {
    return this.list().filter((file) => file.state === 'claimed' && !this.isFree(file)).length;
  }

  /** Whether any of these files is being sent, or else waits. */
  stateOf(names: readonly string[]): 'claimed' | 'waiting' | 'gone' {
    const states = this.list().flatMap(({ base, state }) => (names.includes(base) ? [state] : []));
    if (states.includes('claimed')) return 'claimed';
    return states.includes('waiting') ? 'waiting' : 'gone';
  }

  remove({ path }: Claim): void {
    rmSync(path, { force: true });
  }

  /** Puts a claimed file, or only these lines of it, aside where nobody sends it. */
  setAside(claim: Claim, texts?: readonly string[]): void {
    const name = damagedName(claim.file.base);
    if (texts && this.#create(name, texts)) this.remove(claim);
    else rename(claim.path, this.#at(name));
  }

  #create(name: string, texts: readonly string[]): boolean {
    try {
      this.#write(name, `${texts.join('\n')}\n`);
      return true;
    } catch {
      return false;
    }
  }

  #write(name: string, text: string): void {
    const part = this.#at(partName(name));
    try {
      // `wx` follows no link and takes over no file.
      writeFileSync(part, text, { mode: 0o600, flag: 'wx' });
      renameSync(part, this.#at(name));
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
  }

  #at(name: string): string {
    return join(this.folder, name);
  }

  #look(name: string): StoredFile | undefined {
    const read = readName(name);
    if (!read) return undefined;
    try {
      const stats = lstatSync(this.#at(name));
      return { ...read, name, bytes: stats.size, changedMs: stats.ctimeMs };
    } catch {
      return undefined;
    }
  }

  #makeRoom(bytes: number): void {
    if (bytes > this.#bytesMax) throw new Error(`${bytes} bytes are more than the spool may hold`);
    const files = this.list();
    let used = files.reduce((sum, file) => sum + file.bytes, 0);
    // What was set aside is worth least.
    for (const file of [...files.filter(({ state }) => state === 'damaged'), ...files.filter((each) => this.isFree(each))]) {
      if (used + bytes <= this.#bytesMax) return;
      const claim = this.claim(file);
      if (!claim) continue;
      this.remove(claim);
      used -= file.bytes;
      if (file.state !== 'damaged') this.#lost(file.signal, file.count);
    }
    if (used + bytes > this.#bytesMax) throw new Error('the spool is full of what others are sending');
  }
}

function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // Its claim ends with this process.
  }
}
