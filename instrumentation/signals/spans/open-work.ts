// Work that is still open when the process ends: it would be lost, just when somebody wants to know what the process was doing.

import type { Span } from '@opentelemetry/api';
import { guarded } from '../../errors.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import type { LightRecord } from './light-record.ts';

/** Most open spans that are remembered; spans that nobody ever ends must not fill the memory. */
const OPEN_MAX = 10_000;

// Spans of ours are links of a chain themselves: to add or take out one costs no look-up.
let newest: LightRecord | undefined;
let count = 0;
const foreign = new Set<Span>();
const closers = new Set<() => void>();

/** Remembers a span of ours that started. */
export function chain(span: LightRecord): void {
  if (count >= OPEN_MAX) return;
  count += 1;
  span.isOpen = true;
  span.older = newest;
  if (newest) newest.newer = span;
  newest = span;
}

/** Forgets a span of ours that ended. */
export function unchain(span: LightRecord): void {
  if (!span.isOpen) return;
  const { older, newer } = span;
  count -= 1;
  span.isOpen = false;
  if (older) older.newer = newer;
  if (newer) newer.older = older;
  else newest = older;
  span.older = undefined;
  span.newer = undefined;
}

/** Remembers a span of the SDK that started. */
export function workStarted(span: Span): void {
  if (count + foreign.size < OPEN_MAX) foreign.add(span);
}

/** Forgets a span of the SDK that ended. */
export function workEnded(span: unknown): void {
  foreign.delete(span as Span);
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
  const endedMs = performance.now();
  while (newest) {
    newest.put(a.unfinished.key, true);
    newest.finish(endedMs);
  }
  for (const span of [...foreign]) {
    span.setAttribute(a.unfinished.key, true);
    span.end();
  }
}
