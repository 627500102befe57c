// What a share is told: which events, which of them are bad, and from which share on.

import type { Family, KindSpec } from './kind.ts';

export interface ShareSpec extends KindSpec {
  /** Counters of everything that happened. */
  readonly all: Family;
  /** Counters of the bad among them; one series that two of them find counts once. */
  readonly bad?: readonly Family[];
  /** Or counters of the good: the bucket of a histogram that ends at what is still good. */
  readonly good?: Family;
  /** Good and bad events are series of `all` side by side, unless `all` counts them together, as the count of a histogram does. */
  readonly together?: boolean;
  readonly limit: number;
  /** More events than this in the window, or the share says nothing. */
  readonly minEvents: number;
  readonly windowS: number;
}
