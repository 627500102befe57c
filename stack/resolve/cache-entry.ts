// One entry of the cache: a folder with the programs of a back end and the sha256 of each; read, checked and published.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Programs } from '../process-spec.ts';
import { findFault } from './executable.ts';
import { ResolveError } from './resolve-error.ts';

interface EntryProgram {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Content of `entry.json`. */
interface EntryRecord {
  readonly version: string;
  readonly madeBy: 'release' | 'built';
  readonly programs: Readonly<Record<string, EntryProgram>>;
}

export interface CacheEntry {
  readonly programs: Programs;
  readonly version: string;
}

/**
 * `verified.json` remembers which files had the right sha256 and how they looked then, because hashing all back ends takes
 * most of a second at every start. The change time is part of it, which no program can set back.
 */
type Verdict = Record<string, string>;

/**
 * Reads an entry and makes sure that every program in it is what was put there.
 * @returns undefined when there is no such entry.
 * @throws ResolveError `corrupt-entry` when a file is missing, changed or unreadable.
 */
export async function readEntry(folder: string, names: readonly string[]): Promise<CacheEntry | undefined> {
  if (!(await exists(folder))) return undefined;
  const record = await readRecord(folder, names);
  const verdict = await readVerdict(folder);
  const seen: Verdict = {};
  const programs: Record<string, string> = {};
  for (const name of names) {
    const { file: fileName, sizeBytes, sha256 } = record.programs[name] as EntryProgram;
    const file = path.join(folder, fileName);
    const fault = await findFault(file);
    if (fault !== undefined) throw corrupt(folder, `${fileName} ${fault}`);
    const look = await describeLook(file, sha256);
    if (verdict[name] !== look) {
      const actualBytes = (await stat(file)).size;
      if (actualBytes !== sizeBytes) throw corrupt(folder, `${fileName} has ${actualBytes} bytes instead of ${sizeBytes}`);
      if ((await hashFile(file)) !== sha256) throw corrupt(folder, `${fileName} has changed since it was stored`);
    }
    seen[name] = look;
    programs[name] = file;
  }
  if (names.some((name) => seen[name] !== verdict[name])) await writeVerdict(folder, seen);
  return { programs, version: record.version };
}

/**
 * Completes a folder that holds the programs under their names, and moves it to its place in the cache in one step.
 * An entry that another process has put there meanwhile stays.
 */
export async function publishEntry(
  prepared: string,
  folder: string,
  files: Readonly<Record<string, string>>,
  origin: Pick<EntryRecord, 'version' | 'madeBy'>,
): Promise<CacheEntry> {
  const programs: Record<string, EntryProgram> = {};
  const seen: Verdict = {};
  for (const [name, fileName] of Object.entries(files)) {
    const file = path.join(prepared, fileName);
    const sha256 = await hashFile(file);
    programs[name] = { file: fileName, sizeBytes: (await stat(file)).size, sha256 };
    seen[name] = await describeLook(file, sha256);
  }
  const record: EntryRecord = { ...origin, programs };
  await writeFile(path.join(prepared, 'entry.json'), `${JSON.stringify(record, undefined, 2)}\n`);
  await writeFile(path.join(prepared, 'verified.json'), JSON.stringify(seen));
  try {
    await rename(prepared, folder);
  } catch (error) {
    if (!(await exists(folder))) throw error;
    await rm(prepared, { recursive: true, force: true });
  }
  const entry = await readEntry(folder, Object.keys(files));
  if (entry === undefined) throw corrupt(folder, 'it vanished while it was being stored');
  return entry;
}

/** sha256 of a file in hexadecimal; 1 MiB reads are twice as fast as the default. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

async function readRecord(folder: string, names: readonly string[]): Promise<EntryRecord> {
  let record: EntryRecord;
  try {
    record = JSON.parse(await readFile(path.join(folder, 'entry.json'), 'utf8')) as EntryRecord;
  } catch (error) {
    throw corrupt(folder, (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'entry.json is missing' : 'entry.json is unreadable');
  }
  const complete =
    typeof record?.version === 'string' &&
    names.every((name) => {
      const program = record.programs?.[name];
      return typeof program?.file === 'string' && path.basename(program.file) === program.file && typeof program.sha256 === 'string';
    });
  if (!complete) throw corrupt(folder, 'entry.json is incomplete');
  return record;
}

async function readVerdict(folder: string): Promise<Verdict> {
  try {
    return (JSON.parse(await readFile(path.join(folder, 'verified.json'), 'utf8')) ?? {}) as Verdict;
  } catch {
    return {};
  }
}

/** Best effort: without it, the next start hashes again. */
async function writeVerdict(folder: string, verdict: Verdict): Promise<void> {
  const temporary = path.join(folder, `verified.json.${process.pid}`);
  try {
    await writeFile(temporary, JSON.stringify(verdict));
    await rename(temporary, path.join(folder, 'verified.json'));
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function describeLook(file: string, sha256: string): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
  return [sha256, ino, size, mtimeNs, ctimeNs].join(' ');
}

async function exists(folder: string): Promise<boolean> {
  return await stat(folder).then(
    () => true,
    () => false,
  );
}

function corrupt(folder: string, what: string): ResolveError {
  return new ResolveError('corrupt-entry', `The cache entry ${folder} is corrupt: ${what}; delete that folder and start again.`);
}
