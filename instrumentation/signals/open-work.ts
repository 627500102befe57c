// Work that is still open when the process ends: it would be lost, just when somebody wants to know what the process was doing.

import type { ReadableSpan, Span } from '@opentelemetry/sdk-trace';
import { guarded } from '../errors.ts';
import { attribute as a } from '../vocabulary/index.ts';

/** Most open spans that are remembered; spans that nobody ever ends must not fill the memory. */
const OPEN_MAX = 10_000;

const open = new Set<unknown>();
const closers = new Set<() => void>();

/** Remembers a span that started. */
export function workStarted(span: Span): void {
  if (open.size < OPEN_MAX) open.add(span);
}

/** Forgets a span that ended. */
export function workEnded(span: ReadableSpan): void {
  open.delete(span);
}

/** Calls `close` before the last telemetry is sent, for work that knows better how it ends. */
export function onProcessEnd(close: () => void): void {
  closers.add(guarded('ending open work', close));
}

/** Lets those end their work who asked for it; the process may yet go on. */
export function closeOpenWork(): void {
  for (const close of closers) close();
}

/** Ends all that is open, because the process ends now; marked, since nobody knows how it would have gone on. */
export function endOpenWork(): void {
  closeOpenWork();
  for (const span of [...open] as Span[]) {
    span.setAttribute(a.unfinished.key, true);
    span.end();
  }
}
