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
  logCorrelation: {
    variable: 'PERAGUS_LOG_CORRELATION',
    type: 'boolean',
    default: true,
    secret: false,
    sentence:
      "Whether winston's own output gets the fields `trace_id`, `span_id` and `trace_flags` while a span is active; fields of the application with these names stay.",
  },
} as const satisfies Record<string, Setting>;
