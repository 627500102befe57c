// Worker threads: each is an instance of its own, with the settings and the identity of the main thread.

import { randomUUID } from 'node:crypto';
import { getEnvironmentData, isMainThread, setEnvironmentData, threadId } from 'node:worker_threads';
import { openAccounts, takeAccount } from './delivery/endings/thread-accounts.ts';
import { FOR_WORKERS } from './guard.ts';
import { describeProcess } from './resource.ts';
import { readSettings, type Settings } from './settings/index.ts';
import type { ProcessResource } from './signals/resource.ts';
import { resourceAttribute as r } from './vocabulary/index.ts';

/** Longest wait for the last telemetry of a worker thread; a Collector on this machine takes about 10 ms. */
const WORKER_FLUSH_MS = 500;

export interface Identity {
  readonly settings: Settings;
  readonly resource: ProcessResource;
  readonly warnings: readonly string[];
}

/** What a main thread hands to its workers; their environment and entry file may say something else, or nothing. */
interface Handed {
  readonly settings: Settings;
  readonly attributes: ProcessResource['attributes'];
  readonly accounts: SharedArrayBuffer;
}

/** Settings and resource of this thread. Only the main thread reads the environment, and warns of what is wrong in it. */
export function identify(): Identity {
  const handed = isMainThread ? undefined : (getEnvironmentData(FOR_WORKERS) as Handed | undefined);
  if (handed) {
    takeAccount(handed.accounts);
    const own = { [r.serviceInstanceId.key]: randomUUID(), [r.threadId.key]: threadId };
    return { settings: forWorker(handed.settings), resource: { attributes: { ...handed.attributes, ...own } }, warnings: [] };
  }
  const { settings, warnings } = readSettings(process.env);
  const { resource, warnings: more } = describeProcess(settings, process.argv[1]);
  if (isMainThread) {
    const handing: Handed | 'off' =
      settings.workers === 'on' ? { settings, attributes: resource.attributes, accounts: openAccounts() } : 'off';
    setEnvironmentData(FOR_WORKERS, handing as Parameters<typeof setEnvironmentData>[1]);
  }
  return { settings, resource, warnings: [...warnings, ...more] };
}

// A worker may end often, and may not be waited for long where no Collector answers. What goes wrong in every worker alike, such as
// that, the main thread has said.
function forWorker(settings: Settings): Settings {
  const logLevel = settings.logLevel === 'debug' || settings.logLevel === 'none' ? settings.logLevel : 'error';
  const atMost = (limitMs: number) => Math.min(limitMs, WORKER_FLUSH_MS);
  return { ...settings, logLevel, flushDeadlineMs: atMost(settings.flushDeadlineMs), exportTimeoutMs: atMost(settings.exportTimeoutMs) };
}
