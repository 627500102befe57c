// Who has claimed a file of the spool, and whether that process is still there.

import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAlive } from '../../alive-process.ts';

/** Characters of the machine's name that stand in a claim. */
const HOST_LENGTH = 8;

/** This process, in a form that no other process ever has: id, when it started, and on which machine. */
export function thisOwner(): string {
  return `${process.pid}.${startOf(process.pid)}.${thisHost()}`;
}

/** False when the process that made a claim has ended. A claim of another machine holds until it is `claimMaxMs` old, as `ageMs` says. */
export function isThere(owner: string, ageMs: number, claimMaxMs: number): boolean {
  const [pid, start, host] = owner.split('.');
  if (host !== thisHost()) return ageMs < claimMaxMs;
  return isAlive(Number(pid)) && startOf(Number(pid)) === start;
}

const thisHost = (): string => hash('sha1', hostname()).slice(0, HOST_LENGTH);

/** Field 22 of /proc/<pid>/stat, behind the program's name in brackets, tells a process from a later one with its id; `0` where it can't be read. */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}
