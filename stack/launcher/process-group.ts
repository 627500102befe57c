// Ends a process of the stack together with everything that it has started, and makes sure that nothing is left.

import { setTimeout as sleep } from 'node:timers/promises';
import { listProcesses, type ProcessEntry, readMembership } from './process-table.ts';

/** Which processes are meant: a process group, and whatever carries the mark of the data folder (and of the name, if given). */
export interface Membership {
  readonly group?: number;
  readonly data: string;
  readonly name?: string;
}

/** How a group went: on request, after SIGKILL, or not at all (a process that hangs in the kernel). */
export type Ending = 'stopped' | 'killed' | 'stuck';

const POLL_MS = 50;
const KILL_DEADLINE_MS = 2_000;

/**
 * Living members: those of the process group, and those that left it but still carry its mark, such as a daemon
 * that a grandchild started in a session of its own. Never the launcher itself.
 */
export function listMembers(membership: Membership): ProcessEntry[] {
  const others = listProcesses().filter(({ pid }) => pid !== process.pid);
  return others.filter((entry) => entry.group === membership.group || carriesMark(entry.pid, membership));
}

/**
 * Asks all members to end with SIGTERM, waits `graceMs` at most, and then kills them.
 * `hurry` cuts the wait short.
 */
export async function endMembers(membership: Membership, graceMs: number, hurry?: AbortSignal): Promise<Ending> {
  if (graceMs > 0 && !hurry?.aborted) {
    signalMembers(membership, 'SIGTERM');
    if (await areGone(membership, graceMs, hurry)) return 'stopped';
  }
  signalMembers(membership, 'SIGKILL');
  return (await areGone(membership, KILL_DEADLINE_MS)) ? 'killed' : 'stuck';
}

/** Sends a signal to every living member; those that end meanwhile don't matter. */
function signalMembers(membership: Membership, signal: NodeJS.Signals): void {
  for (const { pid } of listMembers(membership)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended between the list and the signal.
    }
  }
}

async function areGone(membership: Membership, withinMs: number, hurry?: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (listMembers(membership).length > 0) {
    if (performance.now() > deadline || hurry?.aborted) return false;
    await sleep(POLL_MS);
  }
  return true;
}

function carriesMark(pid: number, { data, name }: Membership): boolean {
  const mark = readMembership(pid);
  return mark?.data === data && (name === undefined || mark.name === name);
}
