// The way of an alert to a person: rules in Prometheus, Alertmanager, its channels.

import { JOB_LABEL, onCallAttribute, stackAttribute, stackMetric } from '../../instrumentation/vocabulary/index.ts';
import { rest } from '../kit/arithmetic.ts';
import { worseAbove } from '../kit/colours.ts';
import { type Expression, level, onlyWhere, quantile, ratio, spent } from '../kit/expression.ts';
import type { Row } from '../kit/model.ts';
import { table, timeSeries } from '../kit/panels.ts';
import { COUNT } from '../kit/units.ts';
import { LIMIT } from '../limits.ts';
import { TO_CHOSEN } from './shared.ts';

const m = stackMetric;
const { integration, alertmanager, ruleGroup } = stackAttribute;
const { alertState, silenceState, suppressReason } = onCallAttribute;
const links = [TO_CHOSEN.failedTraces, TO_CHOSEN.errorLogs];
const byChannel = { by: [integration.key] } as const;
const inRange = { ...byChannel, over: 'range' } as const;
const tried = spent(m.notifications, inRange);
const failed = spent(m.notificationsFailed, inRange);

/** 1 while a part goes on with its configuration from before. */
function notTaken(loaded: typeof m.configLoaded | typeof m.routesLoaded): Expression {
  const not = rest(level('min', loaded, { by: [JOB_LABEL] }));
  return onlyWhere({ ...not, unit: COUNT }, not);
}

/** Groups of rules that had trouble in the time range. */
function failedRules(metric: typeof m.ruleFailures | typeof m.ruleRoundsMissed): Expression {
  const by = [ruleGroup.key] as const;
  return onlyWhere(spent(metric, { by, over: 'step' }), spent(metric, { by, over: 'range' }));
}

export const CHANNELS: Row = {
  title: 'Does the message arrive?',
  panels: [
    table({
      title: 'Channels',
      shows: 'Notifications of the time range by channel: tried, given up, and how long the channel took for one in twenty.',
      normal: 'Every channel that is set up is listed and fails nothing: the heartbeat alone makes one a minute.',
      otherwise: 'A channel that fails has a wrong address or key, or is down. One that is missing was never tried: drill it.',
      empty: 'No notification left in this time range: not even the heartbeat',
      keys: [{ attribute: integration, heading: 'Channel' }],
      values: [
        { heading: 'Tried', expression: onlyWhere(tried, tried) },
        { heading: 'Failed', expression: onlyWhere(failed, tried), scale: worseAbove(LIMIT.undelivered.warn, LIMIT.undelivered.bad) },
        { heading: 'Failed share', expression: onlyWhere(ratio(failed, tried), tried), scale: worseAbove(0.001, 0.01) },
        {
          heading: 'p95',
          expression: onlyWhere(quantile(0.95, m.notificationDuration, inRange), tried),
          scale: worseAbove(LIMIT.deliverySeconds.warn, LIMIT.deliverySeconds.bad),
        },
      ],
      orderBy: 'Tried',
      rows: 20,
      height: 6,
      links,
    }),
    timeSeries({
      title: 'Messages by channel',
      shows: 'Notifications that were tried (line) and given up (dashed), in each step of the graph.',
      normal: 'Empty where nothing was tried or given up; otherwise a level line of the heartbeat, and others only when something fires.',
      otherwise: 'Many at once: one cause with many alerts; group or inhibit them. Dashed: that channel is broken.',
      empty: 'Alertmanager does not report',
      queries: [
        { expression: onlyWhere(spent(m.notifications, { ...byChannel, over: 'step' }), tried) },
        { expression: onlyWhere(spent(m.notificationsFailed, { ...byChannel, over: 'step' }), failed), suffix: 'failed', line: 'dash' },
      ],
      links,
    }),
    timeSeries({
      title: 'Time to deliver, p95',
      shows: 'Time that a channel took for one notification; 5 % took longer.',
      normal: `Below ${LIMIT.deliverySeconds.warn} s. ${LIMIT.deliverySeconds.because}.`,
      otherwise: 'The channel is slow or far away; pages wait for it.',
      empty: 'No notification left in this time range',
      queries: [{ expression: quantile(0.95, m.notificationDuration, byChannel) }],
      limits: worseAbove(LIMIT.deliverySeconds.warn, LIMIT.deliverySeconds.bad),
      links,
    }),
    timeSeries({
      title: 'Alerts in Alertmanager',
      shows: 'Alerts that Alertmanager knows: told (active), kept back (suppressed) by a silence or a graver alert; and silences.',
      normal: '1 active: the heartbeat.',
      otherwise: 'suppressed: look whether the silence still has a reason; a forgotten one hides the next outage.',
      empty: 'Alertmanager does not report',
      queries: [
        { expression: level('max', m.alertsKnown, { by: [alertState.key] }) },
        { expression: level('max', m.silences, { by: [], where: [[silenceState.key, '=', 'active']] }), suffix: 'silences', line: 'dash' },
      ],
      links,
    }),
    timeSeries({
      title: 'Kept back',
      shows: 'Notifications that were not sent, in each step of the graph, because of a silence or of a graver alert (inhibition).',
      normal: 'Empty, or 0.',
      otherwise: 'Right while the graver alert fires or work is announced; otherwise end the silence.',
      empty: 'Nothing was kept back since Alertmanager started',
      queries: [{ expression: spent(m.notificationsKeptBack, { by: [suppressReason.key], over: 'step' }) }],
      links,
    }),
  ],
};

export const TO_ALERTMANAGER: Row = {
  title: 'Do rules run, and reach Alertmanager?',
  panels: [
    timeSeries({
      title: 'Alerts handed to Alertmanager',
      shows: 'Alerts that Prometheus handed over (line), that were not taken (dashed) and given up (dotted), in each step of the graph.',
      normal: 'A level line: what fires is handed over again and again.',
      otherwise: 'Alertmanager is down or not reachable; new alerts reach nobody until it is back.',
      empty: 'Prometheus knows no Alertmanager',
      queries: [
        { expression: spent(m.alertsSent, { by: [alertmanager.key], over: 'step' }), suffix: 'handed over' },
        { expression: spent(m.alertsUnsent, { by: [alertmanager.key], over: 'step' }), suffix: 'not taken', line: 'dash' },
        { expression: spent(m.alertsDropped, { by: [alertmanager.key], over: 'step' }), suffix: 'given up', line: 'dot' },
      ],
      links,
    }),
    timeSeries({
      title: 'Rules and configuration',
      shows:
        'Rules that failed (line) and rounds left out for lack of time (dashed), in each step, by group; 1 while a configuration was not taken (dotted).',
      normal: 'Empty: groups and configurations without trouble are left out.',
      otherwise: 'A rule that is not evaluated is an alert that cannot fire: the log of Prometheus, or Alertmanager, has the reason.',
      empty: 'Every rule was evaluated in this time range, and every configuration taken',
      queries: [
        { expression: failedRules(m.ruleFailures), suffix: 'failed' },
        { expression: failedRules(m.ruleRoundsMissed), suffix: 'left out', line: 'dash' },
        { expression: notTaken(m.configLoaded), suffix: 'configuration not taken', line: 'dot' },
        { expression: notTaken(m.routesLoaded), suffix: 'configuration not taken', line: 'dot' },
      ],
      errors: true,
      links,
    }),
  ],
};
