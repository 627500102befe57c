// Runs the preload: the guard first, then the start. What throws ends in one line, and the application runs without telemetry.

import { mayRun } from './guard.ts';
import { tellFailedStart, writeLine } from './stderr-line.ts';

/** Settles when the process is observed, or is left alone. Never rejects. */
export async function run(): Promise<void> {
  try {
    if (!mayRun(writeLine)) return;
    const { start } = await import('./start.ts');
    await start();
  } catch (error) {
    tellFailedStart(error);
  }
}
