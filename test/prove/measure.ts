// What is measured of one alert in one fault: from the fault to each station on the way to a person, in seconds.

import type { AlertWatch } from './alert-watch.ts';
import type { Receiver } from './receiver.ts';
import type { Expected, Row } from './row.ts';

export interface Measured extends Expected {
  /** From the fault until the condition of the rule was true at an evaluation. */
  readonly visibleS?: number;
  /** Until it was seen to be pending; missing where the rule waits for nothing. */
  readonly pendingS?: number;
  readonly firingS?: number;
  readonly toldS?: number;
  readonly receiver?: string;
  /** From the end of the fault until people were told of it. */
  readonly resolvedS?: number;
  /** The alert because of which it was held back, as `name severity`; told then is told when that one was over. */
  readonly heldBackBy?: string;
}

/** When a fault began and ended, by `Date.now()`. */
export interface Span {
  readonly beganMs: number;
  readonly endedMs?: number;
}

const seconds = (ms: number): number => Math.round(Math.max(0, ms) / 100) / 10;

/** What is known by now. */
export function measure(expected: Expected, { beganMs, endedMs }: Span, watch: AlertWatch, receiver: Receiver): Measured {
  const { alert, severity, service } = expected;
  const isMeant = (one: Expected & { readonly atMs: number }): boolean =>
    one.alert === alert && one.severity === severity && one.service === service && one.atMs >= beganMs;
  const seen = watch.seen.filter(isMeant);
  const told = receiver.told.filter(
    ({ labels }) => labels.alertname === alert && labels.severity === severity && labels.service === service,
  );
  const pending = seen.find(({ state }) => state === 'pending');
  const firing = seen.find(({ state }) => state === 'firing');
  const first = told.find(({ status, atMs }) => status === 'firing' && atMs >= beganMs);
  const heldBack = watch.heldBack.find((one) => isMeant(one) && one.atMs <= (first?.atMs ?? Number.POSITIVE_INFINITY));
  const over = endedMs === undefined ? undefined : told.find(({ status, atMs }) => status === 'resolved' && atMs >= endedMs);
  return {
    ...expected,
    ...((pending ?? firing) && { visibleS: seconds((pending ?? firing ?? { activeAtMs: 0 }).activeAtMs - beganMs) }),
    ...(pending && { pendingS: seconds(pending.atMs - beganMs) }),
    ...(firing && { firingS: seconds(firing.atMs - beganMs) }),
    ...(first && { toldS: seconds(first.atMs - beganMs), receiver: first.receiver }),
    ...(over && endedMs !== undefined && { resolvedS: seconds(over.atMs - endedMs) }),
    ...(heldBack && { heldBackBy: heldBack.by }),
  };
}

export const isLasting = (row: Row, { alert, severity }: Expected): boolean => (row.lasting ?? []).includes(`${alert} ${severity}`);

/** What the heartbeat shows: an outside service is told by its silence. */
export function measureHeartbeat(expected: Expected, { beganMs, endedMs }: Span, receiver: Receiver, silenceMs: number): Measured {
  const before = receiver.beatsAtMs.filter((atMs) => atMs < (endedMs ?? Number.POSITIVE_INFINITY));
  const last = before.at(-1);
  const isSilent = last !== undefined && (endedMs ?? Date.now()) - last >= silenceMs;
  const back = endedMs === undefined ? undefined : receiver.beatsAtMs.find((atMs) => atMs >= endedMs);
  return {
    ...expected,
    ...(isSilent && { toldS: seconds(last + silenceMs - beganMs), receiver: 'heartbeat' }),
    ...(back && endedMs !== undefined && { resolvedS: seconds(back - endedMs) }),
  };
}
