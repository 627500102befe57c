// Dashboard "Child processes and cells": which programs run, how long, what they take, and how they end.

import { DIRECTORY } from './directory.ts';
import { COMMON, PROCESS_CHOICES } from './frame.ts';
import type { Dashboard } from './kit/model.ts';
import { CHILD_HEALTH, CHILD_RUNS } from './rows/child-runs.ts';
import { CHILD_EVIDENCE, CHILD_USE } from './rows/child-use.ts';

export const childProcesses: Dashboard = {
  ...COMMON,
  ...DIRECTORY.childProcesses,
  description: DIRECTORY.childProcesses.question,
  choices: PROCESS_CHOICES,
  rows: [CHILD_HEALTH, CHILD_RUNS, CHILD_USE, CHILD_EVIDENCE],
};
