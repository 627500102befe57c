// What we know of a winston entry from the moment it is logged until it is written: context, time, error, and who has had it.

import { makeNotes } from '../../hooks/notes.ts';
import { type CorrelationIds, correlationIds } from '../../signals/context/correlation.ts';
import { type Context, currentContext } from '../../signals/spans.ts';
import { type Info, isHandedOn, type Logger } from './transports.ts';

export interface Mark {
  readonly within: Context;
  readonly atMs: number;
  /** The error that was logged, wherever winston put it. */
  readonly error: Error | undefined;
  /** Names of the fields that we added. */
  readonly added: readonly string[];
  /** Loggers that had it: one that is piped to these gets it from them. */
  had: readonly Logger[];
  /** True once the record is made. */
  emitted: boolean;
}

/** Where winston keeps the arguments that follow the message (package triple-beam). */
const SPLAT = Symbol.for('splat');

const ID_FIELDS = ['trace_id', 'span_id', 'trace_flags'] as const satisfies readonly (keyof CorrelationIds)[];
const NONE: readonly string[] = [];
const NOBODY: readonly Logger[] = [];

const marks = makeNotes<Mark | undefined>();

export const markOf = (chunk: unknown): Mark | undefined => (typeof chunk === 'object' && chunk !== null ? marks.get(chunk) : undefined);

/** Marks an entry that the application logs, unless nobody would write it; adds the ids of the active span. */
export function markEntry(logger: Logger, chunk: unknown, correlate: boolean): void {
  if (typeof chunk !== 'object' || chunk === null) return;
  const before = marks.get(chunk);
  if (before?.had.some(({ transports }) => transports.includes(logger))) return;
  if (!isHandedOn(logger, chunk as Info)) {
    if (before !== undefined) marks.set(chunk, undefined);
    return;
  }
  const within = currentContext();
  marks.set(chunk, {
    within,
    atMs: Date.now(),
    error: errorIn(chunk as Info),
    added: correlate ? addIds(chunk as Record<string, unknown>, within, before === undefined ? NONE : before.added) : NONE,
    had: NOBODY,
    emitted: false,
  });
}

/** Notes what becomes of an entry after the formats of a logger: maybe another object, on its way to that logger's targets. */
export function passOn(logger: Logger, info: Info, mark: Mark, emitted: boolean): void {
  mark.had = mark.had.length === 0 ? [logger] : [...mark.had, logger];
  if (emitted) mark.emitted = true;
  if (marks.get(info) !== mark) marks.set(info, mark);
}

// An object may be logged again, in another request: what we added then is ours to replace.
function addIds(info: Record<string, unknown>, within: Context, ours: readonly string[]): readonly string[] {
  const ids = correlationIds(within);
  if (!ids) {
    for (const name of ours) delete info[name];
    return NONE;
  }
  if (ours.length === 0 && !('trace_id' in info) && !('span_id' in info) && !('trace_flags' in info)) {
    info.trace_id = ids.trace_id;
    info.span_id = ids.span_id;
    info.trace_flags = ids.trace_flags;
    return ID_FIELDS;
  }
  const names = ID_FIELDS.filter((name) => !(name in info) || ours.includes(name));
  for (const name of names) info[name] = ids[name];
  return names;
}

function errorIn(info: Info): Error | undefined {
  if (info instanceof Error) return info;
  if (info.message instanceof Error) return info.message;
  const rest = info[SPLAT];
  if (Array.isArray(rest)) for (const value of rest) if (value instanceof Error) return value;
  return undefined;
}
