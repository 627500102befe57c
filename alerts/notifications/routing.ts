// Who hears of which alert: the routing table. First match wins.

import { JOB_LABEL, prometheusLabel, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { WATCHDOG } from '../catalogue/watchdog.ts';
import type { ChannelName } from './channels.ts';
import { MUTED } from './mute-times.ts';

/** Raised by `npm run drill`: a test alert for every channel that is on. */
export const DRILL = 'Drill';
/** Tells drills apart: each is a message and an incident of its own. */
export const DRILL_LABEL = 'drill';
/** Must reach people by another channel than the one that fails. */
export const CHANNEL_FAILING = 'NotificationChannelFailing';

const EVERY_CHANNEL: readonly ChannelName[] = ['pagerduty', 'slack', 'email', 'webhook'];

/** Channels of a receiver, those that are on. */
export const RECEIVERS = {
  'on-call': ['pagerduty', 'slack', 'webhook'],
  tickets: ['slack', 'email', 'webhook'],
  everywhere: EVERY_CHANNEL,
  drill: EVERY_CHANNEL,
  heartbeat: ['heartbeat'],
  nobody: [],
} as const satisfies Record<string, readonly ChannelName[]>;
export type ReceiverName = keyof typeof RECEIVERS;
export const DRILL_RECEIVER: ReceiverName = 'drill';

/** Receivers whose alerts reach people by any channel that is on when none of their own is: a page is better a mail than nothing. */
export const NEVER_SILENT: readonly ReceiverName[] = ['on-call', 'tickets'];
/** Channels that a person reads; a webhook may lead to a machine, and by default to the terminal of `npm start`. */
export const OF_PEOPLE: readonly ChannelName[] = ['pagerduty', 'slack', 'email'];

interface Timing {
  /** How long the first message waits for others of its group. */
  readonly group_wait: string;
  /** How long news of a group wait, a resolved message among them. */
  readonly group_interval: string;
  /** When an alert that still fires is said again. */
  readonly repeat_interval: string;
}

interface Route extends Partial<Timing> {
  readonly matchers: readonly string[];
  readonly receiver: ReceiverName;
  readonly group_by?: readonly string[];
  readonly mute_time_intervals?: readonly string[];
}

/**
 * group_interval is short for a second reason: Alertmanager never sends the resolved message of an inhibited alert, so the end
 * of ServiceTotalOutage must leave before ServiceTelemetryLost fires.
 */
const PAGE: Timing = { group_wait: '5s', group_interval: '15s', repeat_interval: '1h' };
const TICKET: Timing = { group_wait: '30s', group_interval: '1m', repeat_interval: '24h' };
/** repeat_interval must be below group_interval, or only every second heartbeat is sent. */
const HEARTBEAT: Timing = { group_wait: '0s', group_interval: '1m', repeat_interval: '50s' };
/** Somebody sits in front of it and waits. */
const AT_ONCE: Timing = { group_wait: '0s', group_interval: '2s', repeat_interval: '1h' };

/** The top of the tree: an alert that no route below names still reaches a person. */
export const ROOT: Timing & { readonly receiver: ReceiverName; readonly group_by: readonly string[] } = {
  receiver: 'on-call',
  // One message for each alert of each service.
  // Alerts of Loki carry no job, those of the stack no name of a service.
  group_by: [
    'alertname',
    JOB_LABEL,
    prometheusLabel(resourceAttribute.serviceName),
    prometheusLabel(resourceAttribute.deploymentEnvironmentName),
  ],
  ...TICKET,
  repeat_interval: '4h',
};

export const ROUTES: readonly Route[] = [
  { matchers: [`alertname="${WATCHDOG}"`], receiver: 'heartbeat', group_by: ['alertname'], ...HEARTBEAT },
  { matchers: [`alertname="${DRILL}"`], receiver: 'drill', group_by: ['alertname', DRILL_LABEL], ...AT_ONCE },
  { matchers: [`alertname="${CHANNEL_FAILING}"`], receiver: 'everywhere', ...PAGE },
  { matchers: ['severity="none"'], receiver: 'nobody' },
  { matchers: ['severity="page"'], receiver: 'on-call', ...PAGE },
  {
    matchers: ['severity="ticket"'],
    receiver: 'tickets',
    ...TICKET,
    ...(MUTED.ticket.length > 0 && { mute_time_intervals: MUTED.ticket }),
  },
];
