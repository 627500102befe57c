// Which of a winston logger's targets would write an entry: a line that nobody writes is no record.

import type { Levels } from './severities.ts';

/** A log entry as winston hands it on. */
export type Info = Readonly<Record<string | symbol, unknown>>;

/** What a logger is piped to: a transport, another logger, a stream for exceptions, or any stream of objects. */
interface Target {
  readonly silent?: boolean;
  readonly level?: string;
  readonly levels?: Levels;
  readonly handleExceptions?: boolean;
  readonly handleRejections?: boolean;
  readonly transport?: unknown;
  readonly _accept?: unknown;
  readonly _transform?: unknown;
}
export interface Logger extends Target {
  readonly levels: Levels;
  /** Made anew by a getter at each look. */
  readonly transports: readonly Target[];
  /** Where that getter looks: one target, or several. */
  readonly _readableState?: { readonly pipes?: Target | readonly Target[] | null };
}

/** Where winston keeps the level free of colours (package triple-beam). */
const LEVEL = Symbol.for('level');

export const levelOf = (info: Info): string => String(info[LEVEL] ?? info.level ?? 'info');

/** True for a logger as the target of another: it decides itself what it writes. */
const isLogger = (target: Target): target is Logger => '_transform' in target && 'transports' in target;

type Judge = (target: Target, logger: Logger, info: Info, level: string) => boolean;

const writesItself: Judge = (target, logger, info, level) => !isLogger(target) && wouldWrite(target, logger, info, level);
const takes: Judge = (target, logger, info, level) => isLogger(target) || wouldWrite(target, logger, info, level);

/** True when a target of the logger would write the entry itself. */
export const isWritten = (logger: Logger, info: Info, level: string): boolean =>
  !logger.silent && isAnyTarget(logger, info, level, writesItself);

/** True when the entry is written, or reaches a logger that may write it. */
export const isHandedOn = (logger: Logger, info: Info): boolean => !logger.silent && isAnyTarget(logger, info, levelOf(info), takes);

function isAnyTarget(logger: Logger, info: Info, level: string, judge: Judge): boolean {
  const pipes = logger._readableState?.pipes;
  if (pipes === null) return false;
  // One target, as most loggers have: the getter would make two arrays of it.
  if (pipes !== undefined && !Array.isArray(pipes)) return judge(pipes as Target, logger, info, level);
  for (const target of logger.transports) if (judge(target, logger, info, level)) return true;
  return false;
}

// The same decisions as TransportStream (winston-transport) and ExceptionStream and RejectionStream (winston) make.
function wouldWrite(target: Target, logger: Logger, info: Info, level: string): boolean {
  if (!('_accept' in target) && target.transport !== undefined) {
    return target.handleRejections ? Boolean(info.rejection) : Boolean(info.exception);
  }
  if (target.silent || (info.exception === true && '_accept' in target && !target.handleExceptions)) return false;
  const least = target.level || logger.level;
  const ranks = target.levels ?? logger.levels;
  return !least || (ranks[least] ?? Number.NaN) >= (ranks[level] ?? Number.NaN);
}
