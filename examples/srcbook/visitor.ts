// The demo visitor: visits Srcbook every few seconds, so that a newcomer sees live data.
// `SRCBOOK_WEB_URL=http://127.0.0.1:8080 node examples/srcbook/visitor.ts`

import { setTimeout as pause } from 'node:timers/promises';
import { makeVisit } from './visit.ts';

const PAUSE_MS = 7_000;
const LONGEST_PAUSE_MS = 60_000;

const webUrl = process.env.SRCBOOK_WEB_URL ?? 'http://127.0.0.1:8080';

/** Runs until it is stopped; waits twice as long after each visit that fails. */
for (let visit = 1, failures = 0; ; visit++) {
  try {
    console.log(`visit ${visit}: ${await makeVisit(webUrl, visit)}`);
    failures = 0;
  } catch (error) {
    failures++;
    console.log(`visit ${visit}: failed: ${describe(error)}`);
  }
  await pause(Math.min(PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS));
}

/** `fetch` hides what happened in the cause. */
function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message || (cause as NodeJS.ErrnoException).code}` : message;
}
