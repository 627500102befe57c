// What an objective is: a share of events that must be good over a period.

import type { Family } from './kinds/kind.ts';

export interface Objective {
  /** Value of the label `slo`, and its name in files. */
  readonly slo: string;
  readonly title: string;
  /** Its burn alert: of severity page and ticket, or ticket alone. */
  readonly alert: string;
  /** Share that must be good, such as 0.995. */
  readonly objective: number;
  readonly because: string;
  /** Whether a fast burn wakes somebody. */
  readonly pages: boolean;
  /** The rule that closes the gap between a total outage and the first burn alert, where there is one. */
  readonly outageAlert?: string;
  /** Prometheus labels: one budget for each combination. */
  readonly by: readonly string[];
  readonly all: Family;
  readonly bad?: readonly Family[];
  readonly good?: Family;
  /** `all` counts good and bad together in one series. */
  readonly together?: boolean;
  /** Name of the panel that its burn alert leads to. */
  readonly panel: string;
  /** What the events are called in a text, and what bad ones do: "requests fail". */
  readonly noun: string;
  readonly verb: string;
}
