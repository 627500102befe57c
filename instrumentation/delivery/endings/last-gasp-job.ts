// What the sender process is told: in its environment, which only this user can read, or on its stdin.

import type { SpoolSignal } from '../spool/file-names.ts';

/** The variable that holds a job; without it the job is on stdin. */
export const JOB_VARIABLE = 'PERAGUS_LAST_GASP_JOB';

export interface Job {
  readonly urls: Readonly<Record<SpoolSignal, string>>;
  readonly deadlineMs: number;
  /** Files of the spool to send. */
  readonly spool?: { readonly folders: readonly string[]; readonly names: readonly string[] };
  /** What could not be put into the spool: its lines. */
  readonly loose?: Readonly<Partial<Record<SpoolSignal, string>>>;
}
