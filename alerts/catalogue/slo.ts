// Objectives: what Prometheus records for them, and the alerts on their budgets.

import type { RuleGroup } from '../kit/rule.ts';
import { SLOW_EVALUATION_INTERVAL_S } from '../policy.ts';
import { errorBudgetExhausted } from '../slo/budget-alert.ts';
import { burnAlert } from '../slo/burn-alert.ts';
import { lowTrafficErrors } from '../slo/low-traffic-alert.ts';
import { minuteCases } from '../slo/recordings.cases.ts';
import { budgetConstant, budgetLeft, countOver, MINUTE_S, minuteCounts, ratioOver } from '../slo/recordings.ts';
import { OBJECTIVES } from '../slo.ts';

const minutes = 'slo-minutes';
const hours = 'slo-hours';
const days = 'slo-days';

export const sloGroups: readonly RuleGroup[] = [
  {
    name: minutes,
    intervalS: MINUTE_S,
    // The cases read what the next groups make of it, too.
    reads: [hours],
    records: OBJECTIVES.flatMap(minuteCounts),
    recordCases: minuteCases,
    rules: [],
  },
  {
    name: hours,
    intervalS: MINUTE_S,
    records: [...(['5m', '30m', '1h', '6h'] as const).map(ratioOver), ...(['1h', '6h'] as const).map(countOver)],
    rules: [],
  },
  {
    name: 'slo-pages',
    intervalS: MINUTE_S,
    reads: [hours],
    rules: OBJECTIVES.filter(({ pages }) => pages).map((objective) => burnAlert(objective, 'page')),
  },
  {
    name: days,
    intervalS: SLOW_EVALUATION_INTERVAL_S,
    records: [...(['2h', '1d', '3d'] as const).map(ratioOver), ...(['1d', '3d'] as const).map(countOver)],
    rules: [],
  },
  {
    name: 'slo-tickets',
    intervalS: SLOW_EVALUATION_INTERVAL_S,
    reads: [hours, days],
    rules: [...OBJECTIVES.map((objective) => burnAlert(objective, 'ticket')), lowTrafficErrors],
  },
  {
    name: 'slo-budget',
    intervalS: SLOW_EVALUATION_INTERVAL_S,
    records: [...OBJECTIVES.map(budgetConstant), ratioOver('30d'), budgetLeft],
    rules: [errorBudgetExhausted],
  },
];
