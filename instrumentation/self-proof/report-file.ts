// The report that `peragus doctor` reads: one file a process in the user's temporary folder, written when facts change, gone with the process.

import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Proof } from './proof.ts';

/** A folder of this user alone: the reports name paths of the application. */
function reportFolder(): string {
  return join(tmpdir(), `peragus-observability-${userInfo().username.replace(/\W/g, '_')}`);
}

const fileOf = (pid: number): string => join(reportFolder(), `${pid}.json`);

/** Writes the report of this process. Throws when the folder can't be written, or is not this user's alone. */
export function writeReport(proof: Proof): void {
  mkdirSync(reportFolder(), { recursive: true, mode: 0o700 });
  if (!isOursAlone(reportFolder())) throw new Error(`${reportFolder()} belongs to somebody else or is open to others`);
  const part = `${fileOf(proof.pid)}.part`;
  rmSync(part, { force: true });
  // `wx` follows no link and takes over no file.
  writeFileSync(part, JSON.stringify(proof), { mode: 0o600, flag: 'wx' });
  renameSync(part, fileOf(proof.pid));
}

// In a temporary folder that all users share, somebody else could have made ours first, with links in it to files of ours.
function isOursAlone(folder: string): boolean {
  // Of a link itself, not of what it leads to.
  const stats = lstatSync(folder);
  const isPrivate = process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & OPEN_TO_OTHERS) === 0);
  return stats.isDirectory() && isPrivate;
}

/** Permission bits of group and others. */
const OPEN_TO_OTHERS = 0o077;

/** Removes the report of a process that has ended. */
export function removeReport(pid: number): void {
  rmSync(fileOf(pid), { force: true });
}

/** Reports of all living processes of this user; those that the dead have left are removed. */
export function readReports(): Proof[] {
  const reports: Proof[] = [];
  for (const name of listFolder()) {
    const pid = Number(/^(\d+)\.json$/.exec(name)?.[1]);
    if (!Number.isInteger(pid)) continue;
    if (!isAlive(pid)) removeReport(pid);
    else {
      try {
        reports.push(JSON.parse(readFileSync(fileOf(pid), 'utf8')) as Proof);
      } catch {
        // It ended just now.
      }
    }
  }
  return reports.sort((x, y) => x.pid - y.pid);
}

function listFolder(): string[] {
  try {
    return isOursAlone(reportFolder()) ? readdirSync(reportFolder()) : [];
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
