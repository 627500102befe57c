// `processes.json` in the data folder: what the launcher has started, so that the next one can end what a killed one left.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endMembers, listMembers, type Membership } from './process-group.ts';
import { readMembership, readProcess } from './process-table.ts';

interface RecordedProcess {
  readonly name: string;
  readonly pid: number;
  readonly identity: string;
}

const RECORD_FILE = 'processes.json';
const LEFTOVER_GRACE_MS = 10_000;

/** The list of running processes, on disk at every change. */
export class ProcessRecord {
  readonly #path: string;
  readonly #processes = new Map<string, RecordedProcess>();

  constructor(data: string) {
    this.#path = join(data, RECORD_FILE);
  }

  add(name: string, pid: number): void {
    const identity = readProcess(pid)?.identity;
    if (identity === undefined) return;
    this.#processes.set(name, { name, pid, identity });
    this.#save();
  }

  remove(name: string): void {
    if (this.#processes.delete(name)) this.#save();
  }

  #save(): void {
    const draft = `${this.#path}.new`;
    writeFileSync(draft, `${JSON.stringify({ processes: [...this.#processes.values()] }, undefined, 2)}\n`);
    renameSync(draft, this.#path);
  }
}

/**
 * Ends what an earlier launcher left behind in this data folder; a pid that belongs to another process by now is left alone.
 * Needs the lock of the folder. Returns what was ended, such as `collector (pid 12)`.
 * @throws Error when a process could not be ended.
 */
export async function endLeftovers(data: string): Promise<string[]> {
  const recorded = readRecord(data).filter(({ pid, identity }) => readProcess(pid)?.identity === identity);
  const names = new Map(recorded.map(({ pid, name }) => [pid, name]));
  const memberships: Membership[] = [...recorded.map(({ pid }) => ({ data, group: pid })), { data }];
  for (const { pid } of memberships.flatMap(listMembers)) {
    if (!names.has(pid)) names.set(pid, readMembership(pid)?.name ?? 'child');
  }
  const endings = await Promise.all(memberships.map((membership) => endMembers(membership, LEFTOVER_GRACE_MS)));
  const described = [...names].map(([pid, name]) => `${name} (pid ${pid})`);
  if (endings.includes('stuck'))
    throw new Error(`Of what an earlier npm start left, not everything could be ended: ${described.join(', ')}.`);
  return described;
}

function readRecord(data: string): RecordedProcess[] {
  try {
    const { processes } = JSON.parse(readFileSync(join(data, RECORD_FILE), 'utf8')) as { processes: RecordedProcess[] };
    return processes.filter(({ name, pid, identity }) => typeof name === 'string' && pid > 1 && typeof identity === 'string');
  } catch {
    // Absent, or not ours: the marks in the processes' environment still find what runs.
    return [];
  }
}
