// Starts the sender process: beside us, when what it sends is safe on disk; or waited for, when it has the only copy.

import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { JOB_VARIABLE, type Job } from './last-gasp-job.ts';

const SENDER = fileURLToPath(import.meta.resolve('./last-gasp-sender.js'));

// The functions themselves: the application's wrappers around the export must not see this child.
const run = spawn;
const runSync = spawnSync;

/** For a sender that can't keep its deadline itself. */
const GRACE_MS = 500;

const UNOBSERVED = suppressTracing(ROOT_CONTEXT);

/** Starts a sender that outlives this process for as long as the job says. Never throws. */
export function sendBeside(job: Job): void {
  context.with(UNOBSERVED, () => {
    const child = run(process.execPath, [SENDER], {
      env: { ...environment(), [JOB_VARIABLE]: JSON.stringify(job) },
      stdio: 'ignore',
      // A Ctrl-C at the terminal is for the application.
      detached: true,
      windowsHide: true,
    });
    child.on('error', () => {});
    child.unref();
  });
}

/** Runs a sender to its end; tells whether everything was taken. */
export function sendWaiting(job: Job): boolean {
  const { status, error } = context.with(UNOBSERVED, () =>
    runSync(process.execPath, [SENDER], {
      input: JSON.stringify(job),
      env: environment(),
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: job.deadlineMs + GRACE_MS,
      killSignal: 'SIGKILL',
      windowsHide: true,
    }),
  );
  return status === 0 && !error;
}

// Certificates and headers apply to the sender, the preload doesn't.
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, [JOB_VARIABLE]: __, ...rest } = process.env;
  return rest;
}
