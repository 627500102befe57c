// All checks of a dashboard: those of Grafana's dashboard-linter that apply, and our own.
// Where the linter wants `job`, we want `service`: all three stores know a service by `service_name`, and `job` is made of it.

import { readBoard } from './board.ts';
import { BOARD_RULES } from './board-rules.ts';
import { PANEL_RULES } from './panel-rules.ts';
import { QUERY_RULES } from './query-rules.ts';
import type { Rule } from './rule.ts';

export const RULES: readonly Rule[] = [...BOARD_RULES, ...PANEL_RULES, ...QUERY_RULES];

/** Sentences about all that is wrong in a dashboard's JSON; none when all is well. */
export function lint(json: string): string[] {
  const board = readBoard(json);
  return RULES.flatMap((rule) => rule.check(board).map((sentence) => `${rule.name}: ${sentence} ${rule.because}.`));
}
