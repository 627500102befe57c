// One drill: raises the alert, waits until each channel has taken it, ends it, waits again.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHANNELS } from '../../alerts/notifications/channels.ts';
import { DRILL, DRILL_LABEL } from '../../alerts/notifications/routing.ts';
import { type ChannelCount, readChannelCounts } from './channel-counts.ts';
import type { DrillOptions } from './options.ts';

/** What became of one message at one channel. */
export interface Delivery {
  readonly channel: string;
  /** From the alert's arrival at Alertmanager; undefined when the channel did not take it in time. */
  readonly afterMs: number | undefined;
  /** How long the provider took to answer. */
  readonly providerMs: number | undefined;
  /** Attempts that failed before, or altogether. */
  readonly failedAttempts: number;
}

interface Hearing {
  /** Called as soon as a channel has taken a message, or has not in time. */
  readonly hear: (message: 'drill' | 'end', delivery: Delivery) => void;
  readonly stopping: AbortSignal;
}

const LOOK_EVERY_MS = 50;
/** An alert that nobody ends is over by itself after this long: a drill that is killed leaves nothing behind. */
const LIFE_MS = 10 * 60_000;
const titleOf = (integration: string): string =>
  Object.values(CHANNELS).find((channel) => channel.integration === integration)?.title ?? integration;

/**
 * Holds the drill. The alert is ended whatever happens.
 * @returns whether every channel has taken both messages.
 * @throws Error when Alertmanager can't be reached, or no channel is on.
 */
export async function holdDrill({ url, withinMs, note }: DrillOptions, hearing: Hearing): Promise<boolean> {
  const before = await readChannelCounts(url);
  if (before.size === 0) throw new Error('No channel is switched on: there is nobody to tell.');
  const id = randomBytes(4).toString('hex');
  const startsAt = new Date();
  const send = (endsAt: Date) => postAlert(url, { labels: labelsOf(id), annotations: annotationsOf(note), startsAt, endsAt });
  await send(new Date(startsAt.getTime() + LIFE_MS));
  const wait = (message: 'drill' | 'end', channels: ReadonlyMap<string, ChannelCount>) =>
    listen(url, channels, { withinMs, stopping: hearing.stopping, hear: (delivery) => hearing.hear(message, delivery) });
  let told = false;
  let ended = false;
  try {
    told = await wait('drill', before);
  } finally {
    const after = await readChannelCounts(url).catch(() => before);
    await send(new Date());
    // Who never heard of the drill isn't told of its end either.
    const heard = [...after].filter(([name, { delivered }]) => delivered > (before.get(name)?.delivered ?? 0));
    ended = hearing.stopping.aborted || (await wait('end', new Map(heard)));
  }
  return told && ended;
}

const labelsOf = (id: string) => ({ alertname: DRILL, severity: 'none', [DRILL_LABEL]: id, service: 'alerting' });

const annotationsOf = (note: string) => ({
  summary: `Test of the way to you${note === '' ? '' : `: ${note}`}`,
  description:
    'This is a drill: nothing is broken, and nothing has to be done. Acknowledge it as you would an alert. Its end follows by itself.',
  runbook_url: 'docs/notifications.md',
});

async function postAlert(url: string, alert: object): Promise<void> {
  const answer = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([alert]),
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`Alertmanager at ${url} answers ${answer.status} to an alert: ${(await answer.text()).slice(0, 200)}`);
}

interface Listening {
  readonly withinMs: number;
  readonly hear: (delivery: Delivery) => void;
  readonly stopping: AbortSignal;
}

/** Waits until each channel has taken one message more; tells each. */
async function listen(url: string, before: ReadonlyMap<string, ChannelCount>, { withinMs, hear, stopping }: Listening): Promise<boolean> {
  const startedAtMs = performance.now();
  const waiting = new Map(before);
  let failed = new Map<string, number>();
  while (waiting.size > 0 && performance.now() - startedAtMs < withinMs && !stopping.aborted) {
    const now = await readChannelCounts(url);
    failed = new Map([...now].map(([name, count]) => [name, count.failed - (before.get(name)?.failed ?? 0)]));
    for (const [name, was] of waiting) {
      const is = now.get(name);
      if (is === undefined || is.delivered <= was.delivered) continue;
      waiting.delete(name);
      const failedAttempts = failed.get(name) ?? 0;
      // With failures before it, the time of the last request isn't known alone.
      const providerMs = failedAttempts === 0 ? (is.tookS - was.tookS) * 1_000 : undefined;
      hear({ channel: titleOf(name), afterMs: performance.now() - startedAtMs, providerMs, failedAttempts });
    }
    await sleep(LOOK_EVERY_MS);
  }
  for (const name of waiting.keys())
    hear({ channel: titleOf(name), afterMs: undefined, providerMs: undefined, failedAttempts: failed.get(name) ?? 0 });
  return waiting.size === 0;
}
