// How much counters grew in a window, as one vector: each series once, and the first event of a counter that is born with it.

import { promDuration } from '../duration.ts';
import type { Family } from './kind.ts';

/** Says of a series who looks for it, and when: 1 while they do. */
export interface LookedAt {
  readonly of: Family;
  /** Labels that the series has in common with it. */
  readonly by: readonly string[];
}

export interface Growth {
  readonly windowS: number;
  /**
   * For counters that appear with their first event. What was looked for a window ago, was not there, and is there now has
   * all of its events in the window; `increase()` needs a sample before them. What was counted before anybody looked is none.
   */
  readonly lookedAt?: LookedAt;
}

/** Tells counters apart that have the same labels. */
const COUNTER_LABEL = 'counter';

/**
 * The growth of all counters. `increase()` drops the name, and `or` takes series with equal labels for one: of the same
 * metric they are, of two metrics the second would be lost.
 */
export function growth(of: readonly Family[], { windowS, lookedAt }: Growth): string {
  const names = [...new Set(of.map(({ name }) => name))];
  const grown = (name: string): string =>
    of
      .filter((family) => family.name === name)
      .map(({ selector }) => seriesGrowth(selector, promDuration(windowS), lookedAt))
      .join(' or ');
  if (names.length === 1) return names.map(grown).join('');
  return `\n  ${names.map((name) => `label_replace(${grown(name)}, "${COUNTER_LABEL}", "${name}", "", "")`).join('\n  or ')}\n`;
}

function seriesGrowth(selector: string, window: string, lookedAt: LookedAt | undefined): string {
  const increase = `increase(${selector}[${window}])`;
  if (!lookedAt) return increase;
  const looked = `on (${lookedAt.by.join(', ')}) ${lookedAt.of.selector} offset ${window} == 1`;
  return `(${selector} unless ${selector} offset ${window} and ${looked}) or ${increase}`;
}
