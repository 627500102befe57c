// CPU time of children by program: exact when they end, sampled while they run.

import { waitedCpuTime } from './proc.ts';

const endedS = new Map<string, number>();
/** What of the CPU time of ended children has been given to a program already. */
let givenS = 0;

/** CPU time that children used before the first one of ours is nobody's: `exec` keeps it from the program before. */
export function startCpuTime(): void {
  givenS = waitedCpuTime() ?? 0;
}

/**
 * Gives the CPU time of a child that has ended to its program. Node waits for all children that have ended before it tells of the
 * first one, so that of several that end at once the first may get the time of all; the sum is right.
 */
export function addEnded(executable: string, sampledS: number): void {
  const waitedS = waitedCpuTime();
  give(executable, waitedS === undefined ? sampledS : Math.max(sampledS, waitedS - givenS));
}

/** The same for a synchronous child, which alone can have ended since `waitedBeforeS`. */
export function addSynchronous(executable: string, waitedBeforeS: number | undefined): void {
  const waitedS = waitedCpuTime();
  if (waitedS !== undefined && waitedBeforeS !== undefined) give(executable, waitedS - waitedBeforeS);
}

/** CPU time of ended children by program, in seconds. */
export function endedCpuTime(): Map<string, number> {
  return new Map(endedS);
}

function give(executable: string, timeS: number): void {
  givenS += timeS;
  endedS.set(executable, (endedS.get(executable) ?? 0) + timeS);
}
