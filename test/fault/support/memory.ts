// The memory of a running process, from outside.

import { readFileSync } from 'node:fs';

const MB = 1_048_576;

/** Resident memory in MB; 0 when the process is gone. */
export function residentMb(pid: number): number {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return (Number(kb ?? 0) * 1024) / MB;
  } catch {
    return 0;
  }
}

/** Looks at it every 50 ms until `over` has settled; gives the largest. */
export async function peakMb(pid: number, over: Promise<unknown>): Promise<number> {
  let peak = residentMb(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMb(pid));
  }, 50);
  await over.finally(() => clearInterval(timer));
  return peak;
}
