// Which test files run together: two groups that mostly wait run side by side, all others one after the other with nothing beside them.

import { globSync } from 'node:fs';

/** In this order. */
const FOLDERS = ['checks', 'unit', 'contract', 'fault', 'security', 'perf', 'e2e'] as const;
/** Waits for exports, for alerts and for the end of `npm start`. */
const MAIN_JOB = 'test/e2e/main-job.test.ts';
/** Both wait for back ends, windows and group waits; none of them measures how long the application takes. */
const BESIDE_MAIN_JOB = /^test\/contract\/(alerts|dashboards)-/;
const AFTER_MAIN_JOB = /^test\/contract\/(collector|runbooks|stores)-/;

interface Groups {
  readonly alone: readonly string[];
  /** Side by side, each in its own process; what the last one says is shown when the others have ended. */
  readonly beside: readonly (readonly string[])[];
}

export function groups(repository: string): Groups {
  const files = FOLDERS.flatMap((folder) => globSync(`test/${folder}/**/*.test.ts`, { cwd: repository }).sort());
  const isMainJob = (file: string): boolean => file === MAIN_JOB;
  const isBeside = (file: string): boolean => BESIDE_MAIN_JOB.test(file);
  const isAfter = (file: string): boolean => AFTER_MAIN_JOB.test(file);
  return {
    alone: files.filter((file) => !isMainJob(file) && !isBeside(file) && !isAfter(file)),
    // The last ones first: `npm start` of the main job builds anew what the observed services of alerts-faults load.
    beside: [files.filter(isBeside).reverse(), [...files.filter(isMainJob), ...files.filter(isAfter)]],
  };
}
