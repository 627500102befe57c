// Uncaught exceptions and unhandled rejections: a FATAL record and a failed request, while the process ends exactly as it would have.

import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { type Entry, emitLog } from '../../signals/logs.ts';
import { type Context, entrySpan, exceptionAttributes, recordException, runIn } from '../../signals/spans.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import { rememberFatal } from './one-record.ts';

export const crash: Library = {
  name: 'process-exceptions',
  connect() {
    // Made for observers: it changes neither the ending of the process nor what the application's own handlers do, and it runs
    // before them, in the context of the throw. It isn't called where the application itself handles `unhandledRejection`.
    process.on('uncaughtExceptionMonitor', recordCrash);
  },
};

const recordCrash = guarded('Recording an uncaught exception', (error: unknown, origin: NodeJS.UncaughtExceptionOrigin) => {
  rememberFatal(error);
  // With a capture callback, as of a domain, somebody did catch it.
  const severity = process.hasUncaughtExceptionCaptureCallback() ? 'error' : 'fatal';
  reportException(error, { severity, logger: 'process', origin });
});

interface Report extends Pick<Entry, 'severity' | 'logger' | 'atMs'> {
  readonly origin: NodeJS.UncaughtExceptionOrigin;
  /** Context of the throw, when it isn't the active one. */
  readonly within?: Context;
}

/** Makes the record of an exception that nobody caught, and marks the request that it came from as failed by it. */
export function reportException(error: unknown, { severity, logger, origin, within, atMs }: Report): void {
  const entry = within ? runIn(within, entrySpan) : entrySpan();
  // The span isn't ended here: a handler of the application may let the request go on. When the process ends, open spans end with it.
  if (entry?.isRecording()) recordException(entry, error);
  emitLog({
    severity,
    severityText: severity,
    body: sentenceOf(error),
    attributes: { ...exceptionAttributes(error), [a.exceptionOrigin.key]: origin },
    logger,
    eventName: 'exception',
    ...(within ? { within } : {}),
    ...(atMs === undefined ? {} : { atMs }),
  });
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
