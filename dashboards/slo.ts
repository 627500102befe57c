// Dashboard "SLO": are the objectives kept, how fast do their budgets burn, and how soon is somebody told.

import { DIRECTORY } from './directory.ts';
import { COMMON, PROCESS_CHOICES } from './frame.ts';
import type { Dashboard } from './kit/model.ts';
import { BUDGETS, BURNING, DETECTION, OBJECTIVES, PROMISES } from './rows/objectives.ts';

export const slo: Dashboard = {
  ...COMMON,
  ...DIRECTORY.slo,
  description: DIRECTORY.slo.question,
  choices: PROCESS_CHOICES,
  rows: [PROMISES, OBJECTIVES, BURNING, BUDGETS, DETECTION],
};
