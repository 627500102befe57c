// How often each channel of the drill's receiver was told, by Alertmanager's own counters.

import { DRILL_RECEIVER } from '../../alerts/notifications/routing.ts';

export interface ChannelCount {
  /** Requests that the provider took. */
  readonly delivered: number;
  /** Requests that it did not take; Alertmanager repeats those that may succeed later. */
  readonly failed: number;
  /** How long all requests took together, in seconds. */
  readonly tookS: number;
}

const REQUESTS = 'alertmanager_notification_requests_total';
const FAILED = 'alertmanager_notification_requests_failed_total';
const SECONDS = 'alertmanager_notification_latency_seconds_sum';

/** Counts by integration (`slack`, `email` …), one for each channel that is on. */
export async function readChannelCounts(url: string): Promise<Map<string, ChannelCount>> {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`${url}/metrics answers ${answer.status}.`);
  const found = new Map<string, Map<string, number>>();
  for (const line of (await answer.text()).split('\n')) {
    const [, name = '', labels = '', value] = /^(alertmanager_notification_\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (!labels.includes(`receiver_name="${DRILL_RECEIVER}"`)) continue;
    const integration = /integration="([^"]*)"/.exec(labels)?.[1] ?? '';
    const values = found.get(integration) ?? new Map<string, number>();
    found.set(integration, values.set(name, Number(value)));
  }
  return new Map(
    [...found].map(([integration, values]) => {
      const failed = values.get(FAILED) ?? 0;
      return [integration, { delivered: (values.get(REQUESTS) ?? 0) - failed, failed, tookS: values.get(SECONDS) ?? 0 }];
    }),
  );
}
