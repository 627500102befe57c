// Our own PERAGUS_* variables, for what no standard variable says.

import { choice, integer, MINUTE_MS, type Setting, text } from './setting.ts';

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
  websocketTrace: choice(
    'PERAGUS_WEBSOCKET_TRACE',
    ['connection', 'message'],
    'connection',
    'Whether a WebSocket message that brings no trace context continues the trace of its connection, or begins one of its own with a link to it.',
  ),
  websocketExtractor: text(
    'PERAGUS_WEBSOCKET_EXTRACTOR',
    'auto',
    [/^(?:auto|array|type|none|\/.{1,200})$/, 'auto, array, type, none or a JSON pointer such as /payload/kind'],
    'Where a WebSocket message names itself: `array` is `[topic, event, payload]`, `type` is `{"type": …}`, `auto` is both, a JSON pointer is a place of your own.',
  ),
  websocketHeartbeatSeconds: integer(
    'PERAGUS_WEBSOCKET_HEARTBEAT',
    0,
    [0, 3600],
    'Seconds between two pings that the preload sends on each open connection of ws to measure round trips; 0 sends none.',
  ),
} as const satisfies Record<string, Setting>;
