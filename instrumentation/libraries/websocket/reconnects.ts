// Connections that come back: who closed less than a minute ago and opens again.

import { type Counter, counter } from '../../signals/metrics.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';

/** A page that reloads or a client that retries is back within a minute. */
const AGAIN_WITHIN_MS = 60_000;
/** Clients remembered; when an address farm goes away at once, the oldest are forgotten. */
const REMEMBERED_MAX = 1000;

/** Close time by client, oldest first; several connections of one client count one by one. */
const closed = new Map<string, number[]>();
let reconnects: Counter | undefined;
let remembered = 0;

/** Remembers that this client's connection closed. */
export function noteClose(client: string): void {
  const times = closed.get(client) ?? [];
  times.push(performance.now());
  remembered += 1;
  closed.delete(client);
  closed.set(client, times);
  while (remembered > REMEMBERED_MAX) {
    const [oldest, itsTimes] = closed.entries().next().value as [string, number[]];
    itsTimes.shift();
    remembered -= 1;
    if (itsTimes.length === 0) closed.delete(oldest);
  }
}

/** Counts a connection of a client that closed one lately. */
export function noteOpen(client: string, side: 'server' | 'client'): void {
  reconnects ??= counter(metric.websocketReconnects);
  const times = closed.get(client);
  const last = times?.pop();
  if (last === undefined) return;
  remembered -= 1;
  if (times?.length === 0) closed.delete(client);
  if (performance.now() - last <= AGAIN_WITHIN_MS) reconnects.add(1, { [a.websocketSide.key]: side });
}
