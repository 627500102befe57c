// Switches channels on and off while Alertmanager runs: a secret file comes or goes, and the configuration follows.

import { setTimeout as sleep } from 'node:timers/promises';
import { listChannels, stageChannels } from './stage.ts';

/** Five small files are looked at; who has put one in place waits no longer than this. */
const LOOK_EVERY_MS = 2_000;

interface Watched {
  /** Folder of Alertmanager's configuration. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Address of Alertmanager. */
  readonly url: string;
  /** Takes one line for each change, and for each new reason why there is none. */
  readonly tell: (line: string) => void;
  readonly lookEveryMs?: number;
}

/** Looks again and again until `stopping` is aborted. Alertmanager has read what is staged when this begins. */
export async function watchChannels(watched: Watched, stopping: AbortSignal): Promise<void> {
  const { folder, environment, url, tell, lookEveryMs = LOOK_EVERY_MS } = watched;
  let toldProblem = '';
  let unread = false;
  while (!stopping.aborted) {
    try {
      const { on, changed } = await stageChannels(folder, environment);
      if (changed) unread = true;
      if (unread) {
        await reload(url, stopping);
        unread = false;
        tell(`Alerts go to: ${listChannels(on)}.`);
      }
      toldProblem = '';
    } catch (error) {
      const problem = `Channels of alerts stay as they were for now: ${(error as Error).message}`;
      if (problem !== toldProblem && !stopping.aborted) tell(problem);
      toldProblem = problem;
    }
    await sleep(lookEveryMs, undefined, { signal: stopping, ref: false }).catch(() => undefined);
  }
}

async function reload(url: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(`${url}/-/reload`, { method: 'POST', signal });
  if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status} to a reload.`);
}
