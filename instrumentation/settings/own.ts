// Our own PERAGUS_* variables, for what no standard variable says.

import { choice, integer, MINUTE_MS, type Setting } from './setting.ts';

export const OWN_SETTINGS = {
  logLevel: choice(
    'PERAGUS_LOG_LEVEL',
    ['none', 'error', 'warn', 'info', 'debug'],
    'warn',
    'How much the preload says on stderr about itself.',
  ),
  flushDeadlineMs: integer(
    'PERAGUS_FLUSH_DEADLINE',
    2000,
    [0, MINUTE_MS],
    'Longest wait for the last telemetry when the process ends by itself, in ms.',
  ),
  genAiPrices: {
    variable: 'PERAGUS_GEN_AI_PRICES',
    type: 'string',
    default: '',
    secret: false,
    sentence: 'JSON file with prices of AI models in USD per million tokens, laid over the built-in table; see docs/gen-ai.md.',
  },
  workers: choice(
    'PERAGUS_WORKERS',
    ['on', 'off'],
    'on',
    'Whether worker threads are observed; each takes about 150 ms longer to start then. `off` is for applications that start many short ones.',
  ),
} as const satisfies Record<string, Setting>;
