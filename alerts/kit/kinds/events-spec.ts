// What an alert on events is told: which counters, how much growth is too much, and in which window.

import type { Labels } from '../rule-case.ts';
import type { Growth } from './growth.ts';
import type { Family, KindSpec } from './kind.ts';

export interface EventsSpec extends KindSpec, Growth {
  /** Counters of the events; one series that two of them find counts once. */
  readonly of: readonly Family[];
  /** 0: any is too many. */
  readonly limit: number;
  /** Events at once that are clearly too many, where the least whole number above the limit is not. */
  readonly burst?: number;
  /** Labels of series of the same counters whose events are none of it, with a value that an expression leaves out. */
  readonly innocent?: readonly Labels[];
  /** What is counted is seconds. */
  readonly isTime?: boolean;
}
