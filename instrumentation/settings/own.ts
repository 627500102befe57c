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
  propagationHosts: {
    variable: 'PERAGUS_PROPAGATION_HOSTS',
    type: 'list',
    default: [],
    form: {
      pattern: /^(?:\*\.)?[\w-]+(?:\.[\w-]+)*\.?$|^\[?[0-9a-f]*:[0-9a-f:.]+\]?$/i,
      expected: 'hosts such as api.example.com or *.example.com',
    },
    secret: false,
    sentence:
      'Hosts that trace context and baggage are sent to, as `api.example.com` or `*.example.com` (every host below it); everywhere when empty.',
  },
  softErrors: {
    variable: 'PERAGUS_SOFT_ERRORS',
    type: 'list',
    default: ['error=true', 'success=false'],
    form: { pattern: /^(?:none|[^=\s]{1,64}=[^\s]{1,64})$/, expected: 'rules such as error=true,success=false, or none' },
    secret: false,
    sentence:
      'What a small JSON answer with a status below 400 says at its top level when it is a failure all the same, as `key=value`; `none` looks at no answer.',
  },
  logCorrelation: {
    variable: 'PERAGUS_LOG_CORRELATION',
    type: 'boolean',
    default: true,
    secret: false,
    sentence:
      "Whether winston's own output gets the fields `trace_id`, `span_id` and `trace_flags` while a span is active; fields of the application with these names stay.",
  },
  observeChildren: {
    variable: 'PERAGUS_OBSERVE_CHILDREN',
    type: 'list',
    default: [],
    secret: false,
    sentence:
      'Children that get the preload as well: base names of scripts or programs, or packages, with commas between, or `*` for all. Workers of node:cluster always get it.',
  },
} as const satisfies Record<string, Setting>;
