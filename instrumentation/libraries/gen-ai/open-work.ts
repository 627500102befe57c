// What is still open when the process ends by itself: streams that the application left without a word. They are closed, not lost.

import { attempt } from '../../errors.ts';

/** Open operations that are remembered; more would be a leak of the application's, and are lost at its end. */
const OPEN_MAX = 1000;

const open = new Set<() => void>();

/** Remembers how to end something that has begun; gives what forgets it again. */
export function rememberOpen(end: () => void): () => void {
  if (open.size < OPEN_MAX) open.add(end);
  return () => open.delete(end);
}

/** Ends everything before the last flush; connected libraries hear of the end before it. */
export function closeAtExit(): void {
  process.once('beforeExit', () => {
    for (const end of [...open]) attempt('Ending an AI operation', end);
  });
}
