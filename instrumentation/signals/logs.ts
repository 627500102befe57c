// How libraries emit log records; trace and span id come from the active context.

import { type AnyValue, type LogRecord, logs, SeverityNumber } from '@opentelemetry/api';
import { attribute as a } from '../vocabulary/index.ts';
import { SCOPE } from './scope.ts';
import { currentContext } from './spans.ts';

/** Severity by name, in the numbers of the OpenTelemetry log data model. */
const SEVERITY = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
} as const;
export type SeverityName = keyof typeof SEVERITY;

/** Longest body kept, in characters; the stores refuse lines far above this. */
const BODY_MAX = 65_536;

export interface Entry {
  readonly severity: SeverityName;
  /** Level as the application wrote it. */
  readonly severityText: string;
  readonly body: string;
  readonly attributes: Record<string, AnyValue>;
  /** Library that wrote it. */
  readonly logger: 'winston' | 'console' | 'peragus';
}

/** Emits one log record in the active context. */
export function emitLog(entry: Entry): void {
  const record: LogRecord = {
    timestamp: Date.now(),
    severityNumber: SEVERITY[entry.severity],
    severityText: entry.severityText,
    body: entry.body.slice(0, BODY_MAX),
    attributes: { ...entry.attributes, [a.logLogger.key]: entry.logger },
    context: currentContext(),
  };
  logs.getLogger(SCOPE).emit(record);
}
