// Dashboard "AI": how fast, how dear and how reliable each model is.

import { DIRECTORY } from './directory.ts';
import { COMMON, PROCESS_CHOICES } from './frame.ts';
import type { Dashboard } from './kit/model.ts';
import { AI_HEALTH, AI_OPERATIONS } from './rows/ai-operations.ts';
import { AI_EVIDENCE, AI_TOKENS } from './rows/ai-tokens.ts';

export const ai: Dashboard = {
  ...COMMON,
  ...DIRECTORY.ai,
  description: DIRECTORY.ai.question,
  choices: PROCESS_CHOICES,
  rows: [AI_HEALTH, AI_OPERATIONS, AI_TOKENS, AI_EVIDENCE],
};
