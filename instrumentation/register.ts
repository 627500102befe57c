// node --import @peragus/observability/register app.js

import { mayRun } from './guard.ts';

if (mayRun()) {
  try {
    const { start } = await import('./start.ts');
    await start();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    process.stderr.write(`peragus: PERAGUS-003 The preload could not start (${reason}); the application runs without telemetry.\n`);
  }
}
