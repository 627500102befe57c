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
  seriesMax: integer(
    'PERAGUS_METRIC_SERIES_MAX',
    2000,
    [10, 100_000],
    'Most series of one metric that the application makes itself, with OpenTelemetry or prom-client; the rest is folded and counted.',
  ),
} as const satisfies Record<string, Setting>;
