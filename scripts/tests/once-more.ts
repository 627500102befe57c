// A file in which a test failed is run once more, with nothing beside it: docs/decisions/0023-a-red-file-is-run-once-more.md.

import type { Counts, Totals } from './mocha.ts';

/** More files than this are no accident of the machine. */
const FILES_MAX = 10;

export interface Judged extends Counts {
  /** What is said before the last line. */
  readonly notes: readonly string[];
}

const sum = (all: readonly Counts[], key: keyof Counts): number => all.reduce((total, one) => total + one[key], 0);

/** What the groups came to, after their red files had `run` once more. A run that ended too soon stays red. */
export async function judge(groups: readonly Totals[], run: (files: readonly string[]) => Promise<Totals>): Promise<Judged> {
  const count = (extra: readonly Counts[], without: readonly Counts[]): Counts => {
    const of = (key: keyof Counts) => sum([...groups, ...extra], key) - sum(without, key);
    return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
  };
  const firstFailures = groups.flatMap(({ failures }) => failures);
  const red = new Map(groups.flatMap((group) => [...group.red]));
  if (red.size === 0 || red.size > FILES_MAX) return { ...count([], []), notes: firstFailures };
  const again = await run([...red.keys()]);
  const counts = count([again], [...red.values()]);
  const outcome =
    again.failed > 0 ? ['Run once more, alone, these failed:', ...again.failures] : ['Run once more, alone, their files passed.'];
  return { ...counts, notes: ['These failed at first:', ...firstFailures, ...outcome] };
}
