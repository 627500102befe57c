// Restarts: the same command started again soon after it crashed.

import type { Command } from './command.ts';

/** A start this long after a crash counts as a restart; supervisors wait seconds, at most about half a minute. */
const RESTART_WITHIN_MS = 30_000;
/** Crashed commands remembered; the oldest makes room. */
const REMEMBERED_MAX = 200;

const crashedAtMs = new Map<string, number>();

/** Remembers that a command crashed now. */
export function rememberCrash(command: Command): void {
  const key = keyOf(command);
  crashedAtMs.delete(key);
  crashedAtMs.set(key, performance.now());
  const [oldest] = crashedAtMs.keys();
  if (crashedAtMs.size > REMEMBERED_MAX && oldest !== undefined) crashedAtMs.delete(oldest);
}

/** True for the first start of a command soon after a crash of it. */
export function onceRestarted(command: Command): boolean {
  const at = crashedAtMs.get(keyOf(command));
  if (at === undefined) return false;
  crashedAtMs.delete(keyOf(command));
  return performance.now() - at <= RESTART_WITHIN_MS;
}

const keyOf = ({ executable, script = '' }: Command): string => `${executable} ${script}`;
