// So many of a list, picked by a seed: of each kind as many as of any other, while there are some.

import type { Mutant } from '../../dashboards/proof/mutants/mutant.ts';
import type { Random } from '../fault/support/random.ts';

export function sampleOf(all: readonly Mutant[], count: number, random: Random): Mutant[] {
  const kinds = Object.values(Object.groupBy(all, ({ kind }) => kind)).map((some = []) => [...some]);
  const picked: Mutant[] = [];
  while (picked.length < Math.min(count, all.length)) {
    for (const left of kinds) {
      if (left.length === 0 || picked.length >= count) continue;
      picked.push(...left.splice(random.between(0, left.length - 1), 1));
    }
  }
  return picked;
}
