// How a process ends, and what is done for its last telemetry then; its exit code, signal and output stay what they would have been.
//
//   by itself                    everything is sent at `beforeExit`, within the deadline
//   a signal, nobody listens     everything is sent, within the deadline; then the process dies by that signal
//   a second signal              at once, by that signal
//   process.exit, a crash        what waits goes to the spool at `exit`, and a sender process delivers it
//   a signal, listeners          the application's affair, and then one of the others

import { isMainThread } from 'node:worker_threads';
import { attempt, guarded } from '../../errors.ts';
import type { Manner } from './last-gasp.ts';
import { type Ending, hearUnseen } from './unseen-signals.ts';

export interface EndingPlan {
  readonly deadlineMs: number;
  readonly hearSignals: boolean;
  /** True when what was sent last was not taken. */
  isReceiverAway(): boolean;
  /** Lets open work end that knows how it ends. */
  closeWork(): void;
  /** Ends all open work, because the process ends. */
  endWork(): void;
  /** Sends what waits; settles when it was delivered or has failed. */
  flush(): Promise<void>;
  /** Leaves what still waits to others; nothing more is sent. */
  leave(manner: Manner): void;
}

/** The first process of a container is not killed by a signal that it doesn't handle. */
const FIRST_PROCESS = 1;

export function attendEndings(plan: EndingPlan): void {
  let dying: Ending | undefined;
  let isLate = false;
  const leaveOnce = (() => {
    let hasLeft = false;
    return (manner: Manner) => {
      if (hasLeft) return;
      hasLeft = true;
      attempt('Leaving the last telemetry', () => plan.leave(manner));
    };
  })();

  // An ending process has no net below its listeners.
  const flush = (): Promise<void> => attempt('Sending what waits', plan.flush) ?? Promise.resolve();

  process.once('beforeExit', () => {
    attempt('Ending open work', plan.closeWork);
    void within(flush(), plan.deadlineMs).then((isInTime) => {
      isLate = !isInTime;
    });
  });

  const hearing = plan.hearSignals && isMainThread ? hearUnseen(guarded('Ending by a signal', onSignal)) : undefined;
  function onSignal(signal: Ending): void {
    if (process.pid === FIRST_PROCESS) {
      void flush();
      return;
    }
    if (dying) {
      die(dying, { send: true, hold: false });
      return;
    }
    dying = signal;
    attempt('Ending open work', plan.endWork);
    void within(flush(), plan.deadlineMs).then(() => die(signal, { send: false, hold: false }));
  }
  function die(signal: Ending, manner: Manner): void {
    leaveOnce(manner);
    attempt('Giving the terminal back', resetTerminal);
    attempt('Giving the signal back', () => hearing?.giveUp(signal));
    process.kill(process.pid, signal);
  }

  process.once('exit', () => {
    // Whatever ended it in the meantime: it was to die by the signal.
    if (dying) die(dying, { send: false, hold: false });
    // What could not be sent just now is no work for a sender either.
    const mayTry = !isLate && attempt('Asking for the receiver', plan.isReceiverAway) === false;
    leaveOnce({ send: mayTry, hold: mayTry });
  });
}

/** Settles when `work` has, or with false after `limitMs`; keeps the process alive until then, and no longer. */
async function within(work: Promise<void>, limitMs: number): Promise<boolean> {
  let deadline: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    deadline = setTimeout(() => resolve(false), limitMs);
  });
  const done = work.then(
    () => true,
    () => true,
  );
  const isInTime = await Promise.race([done, late]);
  clearTimeout(deadline);
  return isInTime;
}

// Node does this by a handler of its own, which is gone once a signal had a listener.
function resetTerminal(): void {
  const { isatty } = process.getBuiltinModule('node:tty');
  if (isatty(0) && process.stdin.isRaw) process.stdin.setRawMode(false);
}
