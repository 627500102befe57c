// CPU time and memory of processes as Linux lists them; elsewhere nothing is known.

import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second for every reader, whatever the kernel was built with. */
const TICKS_PER_S = 100;
// Places after the name in parentheses, which may hold spaces itself: man proc_pid_stat, fields 14 to 17.
const [USER, SYSTEM, WAITED_USER, WAITED_SYSTEM] = [11, 12, 13, 14];
const KIB = 1024;

/** CPU time of a process and of the children it waited for, in seconds. */
export function cpuTimeOf(pid: number): number | undefined {
  const fields = statOf(pid);
  return fields && sum(fields, [USER, SYSTEM, WAITED_USER, WAITED_SYSTEM]) / TICKS_PER_S;
}

/** CPU time of all children of this process that have ended, their own ended children included, in seconds. */
export function waitedCpuTime(): number | undefined {
  const fields = statOf('self');
  return fields && sum(fields, [WAITED_USER, WAITED_SYSTEM]) / TICKS_PER_S;
}

/** Physical memory of a process in bytes. */
export function memoryOf(pid: number): number | undefined {
  const kib = /^VmRSS:\s*(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kib === undefined ? undefined : Number(kib) * KIB;
}

function statOf(pid: number | 'self'): string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

const sum = (fields: readonly string[], places: readonly number[]): number =>
  places.reduce((total, place) => total + Number(fields[place]), 0);

function read(path: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
