// How libraries emit log records; trace and span id come from the context in which the entry was written.

import { stripVTControlCharacters } from 'node:util';
import { type AnyValue, type Context, type LogRecord, logs, SeverityNumber } from '@opentelemetry/api';
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
/** Starts the colours that a terminal shows and a store can't. */
const ESCAPE = '\u001b';

export interface Entry {
  readonly severity: SeverityName;
  /** Level as the application wrote it. */
  readonly severityText: string;
  readonly body: string;
  readonly attributes: Record<string, AnyValue>;
  /** Who wrote it: a log library, Node itself (`process`) or we. */
  readonly logger: 'winston' | 'console' | 'process' | 'peragus';
  /** Name of the event that the entry tells of, as in the semantic conventions. */
  readonly eventName?: 'exception';
  /** When and in which context it was written, when that isn't here and now. */
  readonly atMs?: number;
  readonly within?: Context;
}

/** Emits one log record. */
export function emitLog(entry: Entry): void {
  const body = entry.body.slice(0, BODY_MAX);
  const record: LogRecord = {
    timestamp: entry.atMs ?? Date.now(),
    severityNumber: SEVERITY[entry.severity],
    severityText: entry.severityText,
    body: body.includes(ESCAPE) ? stripVTControlCharacters(body) : body,
    attributes: { ...entry.attributes, [a.logLogger.key]: entry.logger },
    context: entry.within ?? currentContext(),
  };
  if (entry.eventName) record.eventName = entry.eventName;
  logs.getLogger(SCOPE).emit(record);
}
