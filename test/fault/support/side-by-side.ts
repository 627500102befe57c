// Cases that wait most of their time, run beside each other.

/** As many as two cores carry, unless they do nothing but wait. */
const AT_A_TIME = 4;

/** Runs `run` for each case; settles with the results in the order of the cases, fails with the first failure. */
export async function sideBySide<C, R>(cases: readonly C[], run: (each: C) => Promise<R>, atATime = AT_A_TIME): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async () => {
    while (next < cases.length) {
      const index = next++;
      results[index] = await run(cases[index] as C);
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return results;
}
