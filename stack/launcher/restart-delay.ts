// How long a process that has exited waits for its next start.

const FIRST_DELAY_S = 1;
const LONGEST_DELAY_S = 30;
/** Up to a quarter more, so that processes that fell together don't come back together. */
const JITTER = 0.25;
/** A process that was ready for this long has earned a first delay again. */
export const HEALTHY_AFTER_S = 60;

/**
 * Delay before restart number `attempt` (0 is the first), in milliseconds: 1 s doubling, 30 s at most.
 * @param random from 0 to 1, exclusive
 */
export function restartDelayMs(attempt: number, random: number): number {
  const baseS = Math.min(FIRST_DELAY_S * 2 ** attempt, LONGEST_DELAY_S / (1 + JITTER));
  return Math.round(baseS * (1 + JITTER * random) * 1_000);
}
