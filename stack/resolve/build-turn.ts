// One build at a time in this process: go uses every core by itself, and two links at once need gigabytes.

let lastTurn: Promise<void> = Promise.resolve();

/**
 * Runs `action` when all builds begun before it have ended.
 * `onWait` is called every `everyMs` until then; an abort ends the wait at once with its reason.
 */
export async function takeBuildTurn<T>(
  action: () => Promise<T>,
  wait: { readonly everyMs: number; readonly onWait: () => void; readonly signal: AbortSignal | undefined },
): Promise<T> {
  const before = lastTurn;
  const mine = Promise.withResolvers<void>();
  lastTurn = before.then(() => mine.promise);
  const timer = setInterval(wait.onWait, wait.everyMs);
  try {
    await unlessAborted(before, wait.signal);
    clearInterval(timer);
    return await action();
  } finally {
    clearInterval(timer);
    mine.resolve();
  }
}

async function unlessAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await promise;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<void>();
  const stop = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
