// One run of the launcher from the lock to the exit code: check, start what the plan says, wait, stop it all.

import { setTimeout as sleep } from 'node:timers/promises';
import type { PortName } from '../ports.ts';
import type { Place } from '../process-spec.ts';
import type { Announcer } from './announcer.ts';
import { createAnnouncer } from './choose-announcer.ts';
import { takeDataLock } from './data-lock.ts';
import { checkDisk, type DiskNeed } from './disk-check.ts';
import { formatElapsed } from './layout.ts';
import { checkPorts } from './port-check.ts';
import { endMembers } from './process-group.ts';
import { endLeftovers } from './process-record.ts';
import { exitCodeOf, type StopCause, StopRequests } from './stop-requests.ts';
import { Supervisor } from './supervisor.ts';

/** What a plan works with. */
export interface Launch {
  readonly place: Place;
  readonly supervisor: Supervisor;
  readonly announcer: Announcer;
  /** Aborted when the start is to be given up. */
  readonly stopping: AbortSignal;
}

/** What a session starts. */
export interface Plan {
  /** Names of the parts, in the order in which they are shown. */
  readonly titles: readonly string[];
  /** Ports that must be free. */
  readonly ports: readonly PortName[];
  readonly disk: readonly DiskNeed[];
  /** Starts everything and waits until it is ready; returns what to tell then. */
  start(launch: Launch): Promise<string>;
}

/** For helpers that the plan runs outside of the supervisor, such as `go build` and `npm ci`. */
const HELPER_GRACE_MS = 5_000;

/**
 * Takes the lock of the data folder, makes the plan and runs it until something asks to stop: a signal, a failure, or `forMs` after everything is ready.
 * Leaves no process behind. Returns the exit code; what went wrong stands on stderr.
 */
export async function runSession(place: Place, makePlan: () => Plan, forMs: number | undefined): Promise<number> {
  const requests = new StopRequests();
  requests.listen(place.environment);
  let releaseLock: () => void;
  try {
    releaseLock = takeDataLock(place.data);
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
  try {
    return await runLocked(place, makePlan, forMs, requests);
  } finally {
    releaseLock();
  }
}

async function runLocked(place: Place, makePlan: () => Plan, forMs: number | undefined, requests: StopRequests): Promise<number> {
  const announcer = createAnnouncer(process.stdout, place.environment);
  const supervisor = new Supervisor(place, announcer);
  const launch = { place, supervisor, announcer, stopping: requests.stopping };
  const startedAtMs = performance.now();
  const start = checkAndStart(makePlan, launch).then(
    (welcome) => {
      if (requests.stopping.aborted) return;
      announcer.end();
      announcer.line(`Everything is ready after ${formatElapsed(performance.now() - startedAtMs)}.`);
      announcer.print(welcome);
      if (forMs !== undefined) setTimeout(() => requests.request({ kind: 'elapsed' }), forMs);
    },
    (error: Error) => requests.request({ kind: 'failure', sentence: error.message }),
  );
  const cause = await requests.first;
  announcer.end();
  if (supervisor.hasStarted) announcer.line(describeCause(cause));
  await supervisor.stopAll(requests.hurrying);
  await endMembers({ data: place.data }, HELPER_GRACE_MS, requests.hurrying);
  await Promise.race([start, sleep(HELPER_GRACE_MS)]);
  if (supervisor.hasStarted) announcer.line('Everything has stopped.');
  if (cause.kind === 'failure') console.error(cause.sentence);
  return exitCodeOf(cause);
}

async function checkAndStart(makePlan: () => Plan, launch: Launch): Promise<string> {
  const { place, announcer } = launch;
  const leftovers = await endLeftovers(place.data);
  if (leftovers.length > 0) announcer.line(`Ended what an earlier npm start had left behind: ${leftovers.join(', ')}.`);
  const plan = makePlan();
  await checkPorts(plan.ports, place.ports);
  checkDisk(plan.disk);
  announcer.begin(plan.titles);
  return await plan.start(launch);
}

function describeCause(cause: StopCause): string {
  if (cause.kind === 'elapsed') return 'The time of --for is up; stopping.';
  if (cause.kind === 'failure') return 'Something has failed; stopping what runs.';
  const again = cause.signal === 'SIGINT' ? ' Ctrl-C again kills everything at once.' : '';
  return `Stopping after ${cause.signal}.${again}`;
}
