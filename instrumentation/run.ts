// Runs the preload: the guard first, then the start. What throws ends in one line, and the application runs without telemetry.

import { mayRun } from './guard.ts';

/** Settles when the process is observed, or is left alone. Never rejects. */
export async function run(): Promise<void> {
  if (!mayRun()) return;
  try {
    const { start } = await import('./start.ts');
    await start();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    process.stderr.write(`peragus: PERAGUS-003 The preload could not start (${reason}); the application runs without telemetry.\n`);
  }
}
