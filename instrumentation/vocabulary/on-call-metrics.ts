// What Alertmanager and Prometheus say of the way to people that only dashboards read; names and versions as in stack-metrics.ts.
//
// Sources: notify, types and silence of Alertmanager 0.31.1; notifier and rules of Prometheus 3.16.

import { alertingAttribute } from './alerting-metrics.ts';
import { attributes, oneOf } from './attribute.ts';
import { metrics } from './metric.ts';
import { stackCounter as counter, stackGauge as gauge, stackHistogram as histogram, stackLabel as label } from './stack-rows.ts';

export const onCallAttribute = attributes({
  alertState: {
    ...label,
    key: 'state',
    cardinality: oneOf('active', 'suppressed', 'unprocessed'),
    brief: 'Whether Alertmanager tells of an alert, keeps it back, or has not decided',
  },
  silenceState: { ...label, key: 'state', cardinality: oneOf('active', 'pending', 'expired'), brief: 'Whether a silence holds now' },
  suppressReason: {
    ...label,
    key: 'reason',
    cardinality: oneOf('silence', 'inhibition', 'mute_time_interval', 'active_time_interval'),
    brief: 'Why a notification was kept back',
  },
});

const { alertmanager, integration, ruleGroup } = alertingAttribute;
const a = onCallAttribute;

export const onCallMetric = metrics({
  notificationDuration: {
    ...histogram,
    attributes: [integration],
    name: 'alertmanager_notification_latency',
    unit: 's',
    buckets: [1, 5, 10, 15, 20],
    brief: 'Time in which a channel took a notification',
  },
  notificationsKeptBack: {
    ...counter,
    attributes: [a.suppressReason],
    name: 'alertmanager_notifications_suppressed',
    unit: '{notification}',
    brief: 'Notifications that a silence or another alert kept back',
  },
  alertsKnown: {
    ...gauge,
    attributes: [a.alertState],
    name: 'alertmanager_alerts',
    unit: '{alert}',
    brief: 'Alerts that Alertmanager knows',
  },
  silences: { ...gauge, attributes: [a.silenceState], name: 'alertmanager_silences', unit: '{silence}', brief: 'Silences' },
  alertsWaiting: {
    ...gauge,
    attributes: [alertmanager],
    name: 'prometheus_notifications_queue_length',
    unit: '{alert}',
    brief: 'Alerts that wait in Prometheus for an Alertmanager',
  },
  alertsDropped: {
    ...counter,
    attributes: [alertmanager],
    name: 'prometheus_notifications_dropped',
    unit: '{alert}',
    brief: 'Alerts that Prometheus gave up handing over',
  },
  ruleRoundsMissed: {
    ...counter,
    attributes: [ruleGroup],
    name: 'prometheus_rule_group_iterations_missed',
    unit: '{round}',
    brief: 'Evaluations of a group of rules that were left out, because the one before took too long',
  },
});
