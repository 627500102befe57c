// Waits until a URL answers 200.

import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;
const ANSWER_DEADLINE_MS = 2_000;

/**
 * Polls the URL until it answers 200.
 * Returns false when `withinMs` has passed or `signal` is aborted first; never throws.
 */
export async function waitUntilReady(url: string, withinMs: number, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!signal.aborted && performance.now() < deadline) {
    if ((await requestStatus(url)) === 200) return !signal.aborted;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** Status of one GET on a connection of its own, so that no idle connection holds up a server that stops; undefined when there is no answer. */
function requestStatus(url: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: ANSWER_DEADLINE_MS }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}
