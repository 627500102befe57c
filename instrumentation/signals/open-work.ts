// Work that may still be open when the process ends, such as the span of a child that runs on.

import { guarded } from '../errors.ts';

const closers = new Set<() => void>();

/** Calls `close` before the last telemetry is sent, so that open spans still leave. */
export function onProcessEnd(close: () => void): void {
  closers.add(guarded('ending open work', close));
}

/** Ends what is open; whoever sends the last telemetry calls it first. */
export function endOpenWork(): void {
  for (const close of closers) close();
}
