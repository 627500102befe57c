// Signals that the application sends by process id or to a process group, as process.kill does, instead of by child.kill.

import { attempt } from '../../errors.ts';

type Kill = (pid: number, signal: number) => number;

/** Calls `asked` with the id of each process or group that the application sends a signal to. */
export function noticeKills(asked: (pid: number) => void): void {
  const holder = process as unknown as { _kill?: Kill };
  const native = holder._kill;
  // process.kill calls it by this name, so that process.kill itself and its stack traces stay as they are.
  if (typeof native !== 'function') return;
  holder._kill = function _kill(pid, signal) {
    const answer = native.call(process, pid, signal);
    // Signal 0 only asks whether the process is there; a negative id names a group by its leader.
    if (answer === 0 && signal !== 0) attempt('noting a signal to a child process', () => asked(Math.abs(pid)));
    return answer;
  };
}
