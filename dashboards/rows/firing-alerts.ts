// Alerts: which fire, which are about to, and which have fired.

import { stackMetric } from '../../instrumentation/vocabulary/index.ts';
import { howMany } from '../kit/arithmetic.ts';
import { goodFrom, worseAbove } from '../kit/colours.ts';
import { spent } from '../kit/expression.ts';
import {
  ALERT_LABELS,
  alertBeginnings,
  alertStates,
  firedSeconds,
  firingAlerts,
  heartbeat,
  sinceSeconds,
  waitingAlerts,
} from '../kit/firing.ts';
import type { Row } from '../kit/model.ts';
import { stat, states, table } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE, TO_BOARD, TO_CHOSEN, TO_ERROR_LOGS, TO_FAILED_TRACES } from './shared.ts';

const ROWS = 20;
const chosenLinks = [TO_CHOSEN.failedTraces, TO_CHOSEN.errorLogs];
const links = [TO_BOARD.serviceOverview, TO_FAILED_TRACES, TO_ERROR_LOGS];
const KEYS = [
  { attribute: { key: ALERT_LABELS.name }, heading: 'Alert' },
  { attribute: { key: ALERT_LABELS.severity }, heading: 'Severity' },
  { attribute: SERVICE, heading: 'Service' },
];

/** "Start here" shows it as well. */
export const FIRING_TABLE = table({
  title: 'Firing alerts',
  shows: 'Alerts that fire now, longest first.',
  normal: 'Empty.',
  otherwise: 'Open the runbook that the notification names; the service column leads to traces and logs.',
  empty: 'No alert fires',
  keys: KEYS,
  values: [
    { heading: 'Since', expression: sinceSeconds('firing') },
    { heading: 'Count', expression: firingAlerts() },
  ],
  orderBy: 'Since',
  rows: ROWS,
  width: 12,
  links,
});

export const ON_CALL_HEALTH: Row = {
  title: 'Does anybody have to act?',
  panels: [
    stat({
      title: 'Pages',
      shows: 'Alerts that fire and wake somebody; each is about users, or about data that is being lost.',
      normal: '0.',
      otherwise: 'Act now: the table below names them, the notification their runbook.',
      empty: 'Prometheus does not answer: nobody knows',
      query: { expression: howMany(firingAlerts('page')) },
      scale: [
        { from: null, tone: 'good' },
        { from: 1, tone: 'bad' },
      ],
      mode: 'now',
      links: chosenLinks,
    }),
    stat({
      title: 'Tickets',
      shows: 'Alerts that fire and can wait for working hours.',
      normal: '0, or few.',
      otherwise: 'One that fires for days is either work that nobody took, or a rule that nobody needs: mend one of them.',
      empty: 'Prometheus does not answer: nobody knows',
      query: { expression: howMany(firingAlerts('ticket')) },
      scale: [
        { from: null, tone: 'good' },
        { from: 1, tone: 'warn' },
      ],
      mode: 'now',
      links: chosenLinks,
    }),
    stat({
      title: 'Heartbeat',
      shows: 'Whether the alert fires that always does; it is sent once a minute, so that somebody outside notices when it stops.',
      normal: '1.',
      otherwise: 'Rules are not evaluated: no other alert can fire either. Look at Prometheus and its rule files.',
      empty: 'Alerting is dead: the alert that always fires does not',
      query: { expression: heartbeat() },
      scale: goodFrom(1),
      mode: 'now',
      links: chosenLinks,
    }),
    stat({
      title: 'Messages that failed',
      shows: 'Notifications of the time range that Alertmanager gave up, whatever their channel.',
      normal: `0. ${LIMIT.undelivered.because}.`,
      otherwise: '"Channels" below names the channel; its address or key is most likely wrong.',
      empty: 'Alertmanager does not report: see "Telemetry pipeline"',
      query: { expression: spent(stackMetric.notificationsFailed, { by: [], over: 'range' }) },
      scale: worseAbove(LIMIT.undelivered.warn, LIMIT.undelivered.bad),
      mode: 'now',
      links: chosenLinks,
    }),
  ],
};

export const FIRING_NOW: Row = {
  title: 'What fires, what is about to',
  panels: [
    FIRING_TABLE,
    table({
      title: 'Waiting alerts',
      shows: 'Alerts whose condition holds, but not for as long as their rule asks.',
      normal: 'Empty.',
      otherwise: 'Each either fires soon or goes away by itself; look at its service while it is early.',
      empty: 'No alert is about to fire',
      keys: KEYS,
      values: [
        { heading: 'Since', expression: sinceSeconds('pending') },
        { heading: 'Count', expression: waitingAlerts() },
      ],
      orderBy: 'Since',
      rows: ROWS,
      width: 12,
      links,
    }),
    states({
      title: 'Alerts over time',
      shows: 'When each alert waited and when it fired. A gap is quiet.',
      normal: 'Empty.',
      otherwise: 'Alerts that begin together have one cause: begin with the first. One that comes and goes needs a longer window.',
      empty: 'No alert waited or fired in this time range',
      query: { expression: alertStates() },
      states: [
        { value: 1, text: 'waits', tone: 'warn' },
        { value: 2, text: 'fires', tone: 'bad' },
      ],
      height: 8,
      links,
    }),
    table({
      title: 'Fired in this time range',
      shows: 'How often the condition of each alert began to hold, and how long it fired; the longest first.',
      normal: 'Empty, or short.',
      otherwise: 'What fires often and is closed without work teaches people to look away: raise its limit or delete it.',
      empty: 'No alert waited or fired in this time range',
      keys: KEYS,
      values: [
        { heading: 'Fired for', expression: firedSeconds() },
        { heading: 'Began', expression: alertBeginnings() },
      ],
      orderBy: 'Fired for',
      rows: ROWS,
      links,
    }),
  ],
};
