// How long this thread works on something, right to a tenth whatever the step of its clock.
//
// Its clock says how much of the time is this thread's, which on a busy machine the other clocks don't; on some it goes on in steps of
// 4 to 8 ms only. So a sample begins with a step, and is the same work again and again until it is long beside one.

/** What a sample misses is a part of its last step. */
const STEPS = 10;
/** However fine the clock is: below, other things than the work are measured. */
const SAMPLE_LEAST_MS = 2;
/** Steps looked at for the longest; a few, as they also have the machine's own hiccups in them. */
const LOOKS = 5;

/** A measure by a clock of ms. */
export function measureBy(clockMs: () => number): (work: () => unknown) => number {
  let sampleMs: number | undefined;
  const nextStep = (): number => {
    const before = clockMs();
    let now = before;
    while (now === before) now = clockMs();
    return now;
  };
  const longestStep = (): number => Math.max(...Array.from({ length: LOOKS }, () => -nextStep() + nextStep()));
  return (work) => {
    sampleMs ??= Math.max(SAMPLE_LEAST_MS, STEPS * longestStep());
    const startedMs = nextStep();
    let tookMs = 0;
    let calls = 0;
    for (let more = 1; tookMs < sampleMs; more = Math.ceil(calls / 4)) {
      for (let call = 0; call < more; call += 1) work();
      calls += more;
      tookMs = clockMs() - startedMs;
    }
    return tookMs / calls;
  };
}

/** CPU time of this thread for one call of `work`, in ms. */
export const threadMsOf = measureBy(() => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
});

/** The least time on the wall of a few calls of `work`, in ms, as soon as it is below `enoughMs`: its CPU time is no more. */
export function wallMsOf(work: () => unknown, enoughMs: number, tries = 3): number {
  let least = Number.POSITIVE_INFINITY;
  for (let each = 0; each < tries && least >= enoughMs; each += 1) {
    const startedMs = performance.now();
    work();
    least = Math.min(least, performance.now() - startedMs);
  }
  return least;
}
