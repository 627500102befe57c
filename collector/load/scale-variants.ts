// What is left out, one at a time, to see what it costs.

import type { Role } from '../roles.ts';

export interface Variant {
  readonly name: string;
  readonly role: Role;
  readonly isSampled: boolean;
  readonly without?: readonly string[];
  readonly more?: readonly string[];
  /** The variant that has it. */
  readonly beside?: string;
  /** What the difference is the cost of. */
  readonly costOf?: string;
}

const MASKING = ['transform/before_redaction', 'redaction', 'transform/after_redaction'];
const FITTING = ['transform/log_line', 'transform/log_limits'];
const LOGS = [
  'resource',
  'transform/before_redaction',
  'redaction',
  'transform/log_line',
  'transform/after_redaction',
  'transform/log_limits',
];
const pipelines = (lists: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(lists).map(([name, list]) => `yaml:service::pipelines::${name}::processors: [${list.join(', ')}]`);

const SINGLE = { role: 'single', isSampled: true } as const;
const WHOLE = 'single, everything on';
export const VARIANTS: readonly Variant[] = [
  { name: WHOLE, ...SINGLE },
  {
    name: 'without masking',
    ...SINGLE,
    more: pipelines({ traces: ['resource'], metrics: ['resource'], logs: LOGS.filter((id) => !MASKING.includes(id)) }),
    beside: WHOLE,
    costOf: 'masking secrets (redaction, and the transforms around it)',
  },
  {
    name: 'without fitting logs',
    ...SINGLE,
    more: pipelines({ logs: LOGS.filter((id) => !FITTING.includes(id)) }),
    beside: WHOLE,
    costOf: 'fitting log records to Loki',
  },
  {
    name: 'without memory_limiter',
    ...SINGLE,
    more: pipelines({ 'traces/otlp': [], 'metrics/otlp': [], 'logs/otlp': [] }),
    beside: WHOLE,
    costOf: '`memory_limiter`',
  },
  {
    name: 'without span metrics',
    ...SINGLE,
    without: ['span-metrics', 'exemplars-of-kept'],
    beside: WHOLE,
    costOf: 'span metrics with exemplars',
  },
  { name: 'without service graph', ...SINGLE, without: ['service-graph'], beside: WHOLE, costOf: 'the service graph' },
  {
    name: 'without sampling',
    ...SINGLE,
    isSampled: false,
    beside: WHOLE,
    costOf: 'sampling one in 10',
  },
  {
    name: 'without fsync',
    ...SINGLE,
    more: ['yaml:extensions::file_storage::fsync: false'],
    beside: WHOLE,
    costOf: 'a flush of the disk before each answer',
  },
  { name: 'gateway, everything on', role: 'gateway', isSampled: true },
  {
    name: 'gateway without its list of attributes',
    role: 'gateway',
    isSampled: true,
    without: ['redact-closed'],
    beside: 'gateway, everything on',
    costOf: 'letting only known attributes through',
  },
];
