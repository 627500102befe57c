// What a check of a dashboard is.

import type { Board } from './board.ts';

export interface Rule {
  /** As Grafana's dashboard-linter calls it, where it has the rule. */
  readonly name: string;
  /** Why it matters to the reader of a dashboard. */
  readonly because: string;
  /** One sentence for each thing that is wrong; none when all is well. */
  check(board: Board): string[];
}
