// One round of the canary: sends each signal through the Collector, and asks its store until it is there or the time is over.

import { setTimeout as pause } from 'node:timers/promises';
import { DELIVERED_SIGNALS } from '../../instrumentation/vocabulary/index.ts';
import { type Beat, newBeat, requestsOf, type Signal } from './beat.ts';
import type { CanarySettings } from './settings.ts';
import { LOOKS } from './stores.ts';

export interface Returned {
  readonly signal: Signal;
  /** From sending to reading back; undefined when it did not come back. */
  readonly tookMs: number | undefined;
  /** Why it did not, as far as it is known. */
  readonly reason: string | undefined;
}

const SENT_WITHIN_MS = 5_000;
/** The first look, and the longest wait between two: what takes long is looked for less often. */
const LOOK = { firstMs: 100, longestMs: 2_000 } as const;

/** Everything is back within this, or it is lost for this round. */
export async function runRound(settings: CanarySettings, withinMs: number, stopping: AbortSignal): Promise<readonly Returned[]> {
  const beat = newBeat();
  const bodies = requestsOf(beat);
  return Promise.all(DELIVERED_SIGNALS.map((signal) => follow(signal, beat, bodies[signal], settings, withinMs, stopping)));
}

async function follow(
  signal: Signal,
  beat: Beat,
  body: object,
  settings: CanarySettings,
  withinMs: number,
  stopping: AbortSignal,
): Promise<Returned> {
  const beganMs = performance.now();
  let reason = 'it was sent, and the store does not have it';
  try {
    await send(signal, body, settings, stopping);
    for (let waitMs: number = LOOK.firstMs; ; waitMs = Math.min(waitMs * 2, LOOK.longestMs)) {
      const leftMs = withinMs - (performance.now() - beganMs);
      if (leftMs <= 0) return { signal, tookMs: undefined, reason };
      await pause(Math.min(waitMs, leftMs), undefined, { signal: stopping });
      const isThere = await LOOKS[signal](beat, settings.stores, stopping).catch((error: Error) => {
        reason = `its store does not answer (${describe(error)})`;
        return false;
      });
      if (isThere) return { signal, tookMs: performance.now() - beganMs, reason: undefined };
    }
  } catch (error) {
    return { signal, tookMs: undefined, reason: `the Collector does not take it (${describe(error as Error)})` };
  }
}

async function send(signal: Signal, body: object, { collectorUrl, token }: CanarySettings, stopping: AbortSignal): Promise<void> {
  const bearer = token();
  const answer = await fetch(`${collectorUrl}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) },
    body: JSON.stringify(body),
    signal: AbortSignal.any([stopping, AbortSignal.timeout(SENT_WITHIN_MS)]),
  });
  await answer.text();
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
}

/** `fetch` says only that it failed, and its cause says why. */
const describe = ({ message, cause }: Error): string => (cause instanceof Error ? cause.message || cause.name : message);
