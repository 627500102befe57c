// The sender processes that ended applications have left behind: they deliver what waits in a spool, and nobody waits for them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** They give up before. */
const WITHIN_MS = 5_000;
const STEP_MS = 10;

/** Settles once no sender is at work on a spool below this folder. */
export async function sendersGone(folder: string): Promise<void> {
  const endMs = performance.now() + WITHIN_MS;
  while (hasSender(folder) && performance.now() < endMs) await pause(STEP_MS);
}

function hasSender(folder: string): boolean {
  const processes = existsSync('/proc') ? readdirSync('/proc') : [];
  return processes.some((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return (
        readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('last-gasp-sender') &&
        readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)
      );
    } catch {
      // Gone, or somebody else's.
      return false;
    }
  });
}
