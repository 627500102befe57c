// winston: every entry that a transport writes becomes one log record, with the trace in which it was logged, and carries the ids of that trace.

import { tellFailure } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { patchFile } from '../../hooks/module-hook.ts';
import { emitLog } from '../../signals/logs.ts';
import { reportException } from './crash.ts';
import { bodyOf, fieldsOf } from './fields.ts';
import { hasFatalRecord, writingEntries } from './one-record.ts';
import { severityOf } from './severities.ts';
import { type Info, isWritten, type Logger, levelOf } from './transports.ts';
import { type Mark, markEntry, markOf, passOn } from './winston-marks.ts';

type Method = (this: Logger, ...args: unknown[]) => unknown;
interface LoggerClass {
  readonly prototype: Record<'write' | '_transform' | 'push', Method>;
}
interface TransportClass {
  readonly prototype: Record<'_write' | '_writev', Parameters<typeof writingEntries>[0]>;
}

export const winston: Library = {
  name: 'winston',
  connect({ logCorrelation }) {
    patchFile('winston', { file: 'lib/winston/logger.js', apply: (Logger: LoggerClass) => patchLogger(Logger, logCorrelation) });
    for (const file of ['modern.js', 'legacy.js']) patchFile('winston-transport', { file, apply: patchTransport });
  },
};

/** The entry whose formats run right now. */
let current: Mark | undefined;

// `write` runs in the context of the caller, `_transform` maybe later when transports are slow, and `push` gets the entry
// when the logger's formats have run: with their redactions and without the entries that they left out.
function patchLogger({ prototype }: LoggerClass, correlate: boolean): void {
  const { write, _transform, push } = prototype;
  Object.assign(prototype, {
    write(this: Logger, chunk: unknown, encoding: unknown, callback: unknown) {
      mark(this, chunk, correlate);
      return write.call(this, chunk, encoding, callback);
    },
    _transform(this: Logger, chunk: unknown, encoding: unknown, callback: unknown) {
      const outer = current;
      current = entryOf(chunk);
      try {
        return _transform.call(this, chunk, encoding, callback);
      } finally {
        current = outer;
      }
    },
    push(this: Logger, chunk: unknown, encoding: unknown) {
      if (current) forward(this, chunk, current);
      return push.call(this, chunk, encoding);
    },
  });
}

function patchTransport({ prototype }: TransportClass): void {
  for (const method of ['_write', '_writev'] as const) prototype[method] = writingEntries(prototype[method]);
}

function mark(logger: Logger, chunk: unknown, correlate: boolean): void {
  try {
    markEntry(logger, chunk, correlate);
  } catch (error) {
    tellFailure('Reading a winston entry', error);
  }
}

function entryOf(chunk: unknown): Mark | undefined {
  try {
    return markOf(chunk);
  } catch (error) {
    tellFailure('Finding a winston entry', error);
    return undefined;
  }
}

function forward(logger: Logger, chunk: unknown, entry: Mark): void {
  try {
    if (typeof chunk === 'object' && chunk !== null) forwardInfo(logger, chunk as Info, entry);
  } catch (error) {
    tellFailure('Forwarding a winston entry', error);
  }
}

function forwardInfo(logger: Logger, info: Info, entry: Mark): void {
  const level = levelOf(info);
  const isNew = !entry.emitted && isWritten(logger, info, level);
  passOn(logger, info, entry, isNew);
  if (!isNew) return;
  // winston's own handler of uncaught exceptions adds arguments and folders of the process, which stay here.
  if ((info.exception === true || info.rejection === true) && 'error' in info) {
    forwardFatal(info, entry);
    return;
  }
  emitLog({
    severity: severityOf(logger.levels, level),
    severityText: level,
    body: bodyOf(info.message),
    attributes: fieldsOf(info, entry),
    logger: 'winston',
    atMs: entry.atMs,
    within: entry.within,
  });
}

function forwardFatal(info: Info, { atMs, within }: Mark): void {
  if (hasFatalRecord(info.error)) return;
  const origin = info.rejection === true ? 'unhandledRejection' : 'uncaughtException';
  reportException(info.error, { severity: 'fatal', logger: 'winston', origin, within, atMs });
}
