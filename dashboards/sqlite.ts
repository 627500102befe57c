// Dashboard "SQLite": which statements hold the event loop, lack an index or repeat themselves.

import { DIRECTORY } from './directory.ts';
import { COMMON, PROCESS_CHOICES } from './frame.ts';
import type { Dashboard } from './kit/model.ts';
import { SQLITE_ADVICE, SQLITE_SIGHT, SQLITE_STATEMENTS } from './rows/sqlite-statements.ts';
import { SQLITE_HEALTH, SQLITE_TIME } from './rows/sqlite-time.ts';

export const sqlite: Dashboard = {
  ...COMMON,
  ...DIRECTORY.sqlite,
  description: DIRECTORY.sqlite.question,
  choices: PROCESS_CHOICES,
  rows: [SQLITE_HEALTH, SQLITE_TIME, SQLITE_STATEMENTS, SQLITE_ADVICE, SQLITE_SIGHT],
};
