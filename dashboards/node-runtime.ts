// Dashboard "Node runtime": what the process itself suffers from: a busy event loop, garbage, memory, handles, restarts.

import { DIRECTORY } from './directory.ts';
import { COMMON, PROCESS_CHOICES } from './frame.ts';
import type { Dashboard } from './kit/model.ts';
import { EVENT_LOOP, GARBAGE } from './rows/event-loop.ts';
import { MEMORY, PROCESS } from './rows/process.ts';
import { RUNTIME_HEALTH } from './rows/runtime-health.ts';
import { SELF_PROOF } from './rows/self-proof.ts';

export const nodeRuntime: Dashboard = {
  ...COMMON,
  ...DIRECTORY.nodeRuntime,
  description: 'Event loop, garbage collection, memory, CPU and handles of every Node.js process, and when it started.',
  choices: PROCESS_CHOICES,
  rows: [RUNTIME_HEALTH, EVENT_LOOP, GARBAGE, MEMORY, PROCESS, SELF_PROOF],
};
