// Which processes run on this machine, and a way to tell a process from a later one that was given the same pid.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessEntry {
  readonly pid: number;
  /** Process group. */
  readonly group: number;
  /** The same for the whole life of a process, and different for a later one with the same pid. */
  readonly identity: string;
}

/** Variable that every process of a stack inherits; it names the process and the data folder: `api@/home/me/.peragus`. */
export const MEMBER_VARIABLE = 'PERAGUS_STACK_MEMBER';

const HAS_PROC = process.platform === 'linux';
let bootId: string | undefined;

/** The process with this pid; undefined when there is none or it has ended and waits to be reaped. */
export function readProcess(pid: number): ProcessEntry | undefined {
  if (!HAS_PROC) return readWithPs(['-p', String(pid)])[0];
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return undefined;
  }
}

/** Every living process that this user may see. */
export function listProcesses(): ProcessEntry[] {
  if (!HAS_PROC) return readWithPs(['-A']);
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.map(readProcess).filter((entry) => entry !== undefined);
}

/**
 * What the process carries in {@link MEMBER_VARIABLE}. Read from /proc, so undefined outside Linux;
 * process groups alone have to do there.
 */
export function readMembership(pid: number): { name: string; data: string } | undefined {
  if (!HAS_PROC) return undefined;
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const value = variables.find((variable) => variable.startsWith(`${MEMBER_VARIABLE}=`))?.slice(MEMBER_VARIABLE.length + 1);
    const at = value?.indexOf('@') ?? -1;
    return value && at > 0 ? { name: value.slice(0, at), data: value.slice(at + 1) } : undefined;
  } catch {
    return undefined;
  }
}

function parseStat(pid: number, stat: string): ProcessEntry | undefined {
  // The command name stands in parentheses and may hold spaces and parentheses itself.
  const [state, , group, ...later] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  // Field 22 of /proc/<pid>/stat: start time in clock ticks since boot.
  return { pid, group: Number(group), identity: `${bootId}/${later[16]}` };
}

function readWithPs(selection: readonly string[]): ProcessEntry[] {
  const columns = ['-o', 'pid=', '-o', 'pgid=', '-o', 'stat=', '-o', 'lstart='];
  let output: string;
  try {
    output = execFileSync('ps', [...selection, ...columns], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return [];
  }
  const lines = output.split('\n').map((line) => line.trim().split(/\s+/));
  const living = lines.filter(([pid, , state]) => pid !== undefined && state !== undefined && !state.startsWith('Z'));
  return living.map(([pid, group, , ...startedAt]) => ({ pid: Number(pid), group: Number(group), identity: startedAt.join(' ') }));
}
