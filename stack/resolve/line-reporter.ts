// Progress for a log file: one line for each step, and a sign of life every half minute in a long one.

import { describeEvent, type ResolveEvent } from './events.ts';

const SIGN_OF_LIFE_MS = 30_000;

/** Returns a `report` function that writes one line, without its line end, whenever there is something new to say. */
export function createLineReporter(write: (line: string) => void): (event: ResolveEvent) => void {
  const lastByBackend = new Map<string, { step: string; elapsedMs: number }>();
  return (event) => {
    // A look that takes no time needs no line of its own: what came of it follows.
    if (event.kind === 'trying' && event.step !== 'build') return;
    const step = event.kind === 'building' ? event.phase : event.kind === 'skipped' ? `skipped ${event.step}` : event.kind;
    const last = lastByBackend.get(event.backend);
    if (last?.step === step && event.elapsedMs - last.elapsedMs < SIGN_OF_LIFE_MS) return;
    lastByBackend.set(event.backend, { step, elapsedMs: event.elapsedMs });
    write(describeEvent(event));
  };
}
