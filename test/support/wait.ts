// Waits on a condition with a deadline; the only way tests wait.

/** How often a condition is looked at. */
const LOOK_EVERY_MS = 25;

/** Settles with the first truthy answer of `look`; fails with `what` and the last error after the deadline. */
export async function waitFor<T>(
  what: string,
  look: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  deadlineMs: number,
  everyMs = LOOK_EVERY_MS,
): Promise<T> {
  const started = performance.now();
  let last: unknown;
  for (;;) {
    try {
      const answer = await look();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() - started > deadlineMs) {
      throw new Error(`Waited ${Math.round(deadlineMs / 1000)} s for ${what}.${last ? ` Last error: ${String(last)}` : ''}`);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
