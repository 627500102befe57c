// Records that are lost after they were on disk. They have left this process's account, or never were in it: it takes them back, and counts them.

import { type DropReason, ledger } from '../ledger.ts';
import type { SpoolSignal } from './file-names.ts';

/** Counts records of the spool that nobody will get. With them as emitted once more, the law of the ledger holds. */
export function loseOnDisk(signal: SpoolSignal, reason: DropReason, count: number): void {
  ledger.emitted(signal, count);
  ledger.dropped(signal, reason, count);
}
