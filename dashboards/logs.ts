// Dashboard "Logs": what the services say, which errors are new, and which trace belongs to a line.

import { DIRECTORY } from './directory.ts';
import { COMMON, PROCESS_CHOICES } from './frame.ts';
import type { Dashboard } from './kit/model.ts';
import { LOG_KINDS, LOG_LINES, LOG_LOSSES } from './rows/log-kinds.ts';
import { LOG_HEALTH, LOG_VOLUME } from './rows/log-volume.ts';

export const logs: Dashboard = {
  ...COMMON,
  ...DIRECTORY.logs,
  description: DIRECTORY.logs.question,
  choices: PROCESS_CHOICES,
  rows: [LOG_HEALTH, LOG_VOLUME, LOG_KINDS, LOG_LOSSES, LOG_LINES],
};
