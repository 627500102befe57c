// The report that `peragus doctor` reads: one file a process in the user's temporary folder, written when facts change, gone with the process.

import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../alive-process.ts';
import { isPrivateFolder, makePrivateFolder, userFolder } from '../private-folder.ts';
import type { Proof } from './proof.ts';

/** A folder of this user alone: the reports name paths of the application. */
function reportFolder(): string {
  return userFolder('', userInfo().username.replace(/\W/g, '_'));
}

const fileOf = (pid: number): string => join(reportFolder(), `${pid}.json`);

/** Writes the report of this process. Throws when the folder can't be written, or is not this user's alone. */
export function writeReport(proof: Proof): void {
  makePrivateFolder(reportFolder());
  const part = `${fileOf(proof.pid)}.part`;
  rmSync(part, { force: true });
  // `wx` follows no link and takes over no file.
  writeFileSync(part, JSON.stringify(proof), { mode: 0o600, flag: 'wx' });
  renameSync(part, fileOf(proof.pid));
}

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
    return isPrivateFolder(reportFolder()) ? readdirSync(reportFolder()) : [];
  } catch {
    return [];
  }
}
