// Spans that have started and not ended: they would be lost with the process, just when somebody wants to know what it was doing.

import type { ReadableSpan, Span } from '@opentelemetry/sdk-trace';
import { attribute as a } from '../vocabulary/index.ts';

/** Most open spans that are remembered; spans that nobody ever ends must not fill the memory. */
const OPEN_MAX = 10_000;

const open = new Set<unknown>();

/** Remembers a span that started. */
export function workStarted(span: Span): void {
  if (open.size < OPEN_MAX) open.add(span);
}

/** Forgets a span that ended. */
export function workEnded(span: ReadableSpan): void {
  open.delete(span);
}

/** Ends what is open, because the process ends; marked, since nobody knows how it would have gone on. */
export function endOpenWork(): void {
  for (const span of [...open] as Span[]) {
    span.setAttribute(a.unfinished.key, true);
    span.end();
  }
}
