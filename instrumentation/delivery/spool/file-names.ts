// What the name of a file of the spool says: signal, age, number of records, and who is sending it.
//
//   traces-1764344606123-7f3a9c01-2-200.jsonl                    waits
//   traces-1764344606123-7f3a9c01-2-200.jsonl@4242.8811.9f2e     is being sent by that process
//   traces-1764344606123-7f3a9c01-2-200.jsonl.damaged            was set aside
//   traces-1764344606123-7f3a9c01-2-200.jsonl.part               is being written

import { randomBytes } from 'node:crypto';

export type SpoolSignal = 'traces' | 'logs';

export interface SpoolName {
  /** Without what says its state. */
  readonly base: string;
  readonly signal: SpoolSignal;
  readonly writtenMs: number;
  /** Records that were written. */
  readonly count: number;
  readonly state: 'waiting' | 'claimed' | 'damaged' | 'part';
  /** Who is sending it; empty unless claimed. */
  readonly owner: string;
}

const FORM = /^((traces|logs)-(\d{13})-[0-9a-f]{8}-\d{1,9}-(\d{1,9})\.jsonl)(?:@([\w.]{1,80})|(\.damaged)?(\.part)?)$/;

/** Tells this thread's files from those of all others, on this machine or on another that has the same folder. */
const WRITER = randomBytes(4).toString('hex');
let written = 0;

/** A name that no other file has. */
export function newName(signal: SpoolSignal, count: number, writtenMs = Date.now()): string {
  written += 1;
  return `${signal}-${String(writtenMs).padStart(13, '0')}-${WRITER}-${written}-${count}.jsonl`;
}

/** What a name says; undefined for a file that is not of the spool. */
export function readName(name: string): SpoolName | undefined {
  const [, base, signal, writtenMs, count, owner = '', damaged, part] = FORM.exec(name) ?? [];
  if (base === undefined) return undefined;
  const state = part ? 'part' : damaged ? 'damaged' : owner ? 'claimed' : 'waiting';
  return { base, signal: signal as SpoolSignal, writtenMs: Number(writtenMs), count: Number(count), state, owner };
}

export const damagedName = (base: string): string => `${base}.damaged`;
export const partName = (base: string): string => `${base}.part`;
export const claimedName = (base: string, owner: string): string => `${base}@${owner}`;
