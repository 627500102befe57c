// One process at a time makes a cache entry: a lock folder whose one subfolder is named after its owner and is its workplace.

import { mkdir, mkdtemp, readdir, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ResolveError } from './resolve-error.ts';

const POLL_MS = 500;
const HEARTBEAT_MS = 5_000;
/** A heartbeat this old belongs to a process that is gone, on another machine or under a reused pid. */
const STALE_AFTER_MS = 60_000;
/** Two of the longest builds. */
const WAIT_LIMIT_MS = 2 * 60 * 60_000;

export interface LockOptions {
  readonly lockFolder: string;
  /** Called about twice a second while another process holds the lock. */
  readonly onWait: (owner: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `action` while no other process runs one under the same lock; waits for a living owner and takes over from a dead one.
 * `work` is an empty folder beside the cache entries that vanishes afterwards, whatever happens.
 * @throws ResolveError `lock-timeout` after two hours of waiting; what `action` throws; the abort reason.
 */
export async function withEntryLock<T>(options: LockOptions, action: (work: string) => Promise<T>): Promise<T> {
  const { lockFolder } = options;
  const work = path.join(lockFolder, `${process.pid}@${hostname()}@${Math.random().toString(36).slice(2, 10)}`);
  await acquire(options, work);
  const heartbeat = setInterval(() => {
    const now = new Date();
    // The folder is gone only when another process took us for dead; then our own work fails and theirs goes on.
    utimes(work, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  try {
    return await action(work);
  } finally {
    clearInterval(heartbeat);
    await rm(work, { recursive: true, force: true, maxRetries: 5 });
    // Fails when the next owner is quicker than we are, which is as well.
    await rmdir(lockFolder).catch(() => undefined);
  }
}

async function acquire({ lockFolder, onWait, signal }: LockOptions, work: string): Promise<void> {
  const deadline = Date.now() + WAIT_LIMIT_MS;
  for (;;) {
    signal?.throwIfAborted();
    const owner = await findOwner(lockFolder);
    if (owner === undefined) {
      if (await claim(lockFolder, work)) return;
      continue;
    }
    if ((await isDead(lockFolder, owner)) && (await takeOver(path.join(lockFolder, owner), work))) return;
    const [pid = '?', host = '?'] = owner.split('@');
    if (Date.now() > deadline) {
      throw new ResolveError(
        'lock-timeout',
        `Process ${pid} on ${host} has held ${lockFolder} for two hours; end that process or delete the folder.`,
      );
    }
    onWait(`process ${pid} on ${host}, which is making the same`);
    await sleep(POLL_MS, undefined, { ...(signal === undefined ? {} : { signal }) });
  }
}

async function findOwner(lockFolder: string): Promise<string | undefined> {
  return await readdir(lockFolder).then(
    (names) => names[0],
    () => undefined,
  );
}

/** Makes a lock with our workplace in it elsewhere and renames it into place: it fails when another lock is there. */
async function claim(lockFolder: string, work: string): Promise<boolean> {
  const prepared = await mkdtemp(`${lockFolder}-new-`);
  await mkdir(path.join(prepared, path.basename(work)));
  try {
    await rename(prepared, lockFolder);
    return true;
  } catch (error) {
    await rm(prepared, { recursive: true, force: true });
    // Windows can't rename onto an empty folder, which a dying owner may leave.
    await rmdir(lockFolder).catch(() => undefined);
    if ((await findOwner(lockFolder)) !== undefined || isTaken(error)) return false;
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  return ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
}

async function isDead(lockFolder: string, owner: string): Promise<boolean> {
  const [pid, host] = owner.split('@');
  if (host === hostname() && !isRunning(Number(pid))) return true;
  const beat = await stat(path.join(lockFolder, owner)).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  return Date.now() - beat > STALE_AFTER_MS;
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Renames the dead owner's workplace to ours: of several that try, one succeeds. What lay in it goes. */
async function takeOver(theirs: string, ours: string): Promise<boolean> {
  try {
    await rename(theirs, ours);
  } catch {
    return false;
  }
  // The folder itself stays: an empty lock would be anyone's.
  for (const name of await readdir(ours)) await rm(path.join(ours, name), { recursive: true, force: true });
  return true;
}
