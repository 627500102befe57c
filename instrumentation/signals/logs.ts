// How libraries emit log records; trace and span id come from the context in which the entry was written.

import { stripVTControlCharacters } from 'node:util';
import { type AnyValue, type Context, type LogRecord, logs, SeverityNumber, type Span, trace } from '@opentelemetry/api';
import { attribute as a } from '../vocabulary/index.ts';
import { currentContext } from './context/active-context.ts';
import { spanIn } from './context/light-context.ts';
import { BODY_MAX, type LogLine } from './logs/log-line.ts';
import { SCOPE } from './scope.ts';
import { SpanIds } from './spans/span-ids.ts';
import { type TraceId, traceIdOf, wordOf } from './spans/trace-id.ts';

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

/** Starts the colours that a terminal shows and a store can't. */
const ESCAPE = '\u001b';

export interface Entry {
  readonly severity: SeverityName;
  /** Level as the application wrote it. */
  readonly severityText: string;
  readonly body: string;
  /** Never changed afterwards. */
  readonly attributes: Readonly<Record<string, AnyValue>>;
  /** Who wrote it: a log library, Node itself (`process`) or we. */
  readonly logger: 'winston' | 'console' | 'process' | 'peragus';
  /** Name of the event that the entry tells of, as in the semantic conventions. */
  readonly eventName?: 'exception';
  /** When and in which context it was written, when that isn't here and now. */
  readonly atMs?: number;
  readonly within?: Context;
}

let take: ((line: LogLine) => void) | undefined;

/** Hands log records to `queue` from now on, instead of to the SDK. */
export function installLightLogs(queue: (line: LogLine) => void): void {
  take = queue;
}

/** Emits one log record. */
export function emitLog(entry: Entry): void {
  const cut = entry.body.length > BODY_MAX ? entry.body.slice(0, BODY_MAX) : entry.body;
  const body = cut.includes(ESCAPE) ? stripVTControlCharacters(cut) : cut;
  if (take === undefined) emitHeavy(entry, body);
  else take(lineOf(entry, body, spanIn(entry.within ?? currentContext())));
}

function lineOf({ severity, severityText, attributes, logger, eventName, atMs }: Entry, body: string, span: Span | undefined): LogLine {
  const observedMs = Date.now();
  const ids = span === undefined || span instanceof SpanIds ? span : idsOf(span);
  return {
    atMs: atMs ?? observedMs,
    observedMs,
    severityNumber: SEVERITY[severity],
    severityText,
    body,
    attributes,
    logger,
    eventName,
    traceId: ids?.traceId,
    spanHigh: ids === undefined ? 0 : ids.idHigh,
    spanLow: ids === undefined ? 0 : ids.idLow,
    flags: ids === undefined ? 0 : ids.flags,
  };
}

interface Ids {
  readonly traceId: TraceId;
  readonly idHigh: number;
  readonly idLow: number;
  readonly flags: number;
}

function idsOf(span: Span): Ids | undefined {
  const ids = span.spanContext();
  if (!trace.isSpanContextValid(ids)) return undefined;
  return { traceId: traceIdOf(ids.traceId), idHigh: wordOf(ids.spanId, 0), idLow: wordOf(ids.spanId, 8), flags: ids.traceFlags };
}

function emitHeavy(entry: Entry, body: string): void {
  const record: LogRecord = {
    timestamp: entry.atMs ?? Date.now(),
    severityNumber: SEVERITY[entry.severity],
    severityText: entry.severityText,
    body,
    attributes: { ...entry.attributes, [a.logLogger.key]: entry.logger },
    context: entry.within ?? currentContext(),
  };
  if (entry.eventName) record.eventName = entry.eventName;
  logs.getLogger(SCOPE).emit(record);
}
