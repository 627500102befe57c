// The way from an alert to a person: Prometheus to Alertmanager, Alertmanager to its channels.

import { JOB_LABEL, RULE_EVALUATION_INTERVAL_S, stackMetric } from '../../instrumentation/vocabulary/index.ts';
import { aboutPart } from '../about.ts';
import { family } from '../families.ts';
import { events } from '../kit/kinds/events.ts';
import { level } from '../kit/kinds/level.ts';
import { share } from '../kit/kinds/share.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';

const m = stackMetric;
const ADDRESS = { alertmanager: 'http://localhost:9093/api/v2/alerts' };
const must = { fold: 'max', operator: '<', broken: 'all', well: 1, unwell: 0 } as const;

export const notificationPath: RuleGroup = {
  name: 'notification-path',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    level({
      ...aboutPart('alertmanager', {
        alert: 'AlertmanagerDown',
        timing: 'page',
        summary: 'Alertmanager at {{ $labels.instance }} is down',
        description:
          'Prometheus has not reached Alertmanager at {{ $labels.instance }} for more than a minute. If you read this, another one delivers; if it was the only one, the heartbeat tells instead.',
        panel: 'partsUp',
      }),
      of: family(m.up, { where: [[JOB_LABEL, '=', 'alertmanager']] }),
      ...must,
      ...LIMIT.down,
    }),
    level({
      ...aboutPart('prometheus', {
        alert: 'PrometheusKnowsNoAlertmanager',
        timing: 'page',
        summary: 'Prometheus knows no Alertmanager',
        description:
          'For 5 min Prometheus has had no Alertmanager to hand its alerts to. No alert leaves it; what you read was sent before, or by another Prometheus.',
        panel: 'handedOver',
      }),
      of: family(m.alertmanagersKnown),
      ...must,
      ...LIMIT.configBroken,
    }),
    // Not a share of those that were sent: Prometheus 3.16 counts as sent what was taken, and while Alertmanager is away that is nothing.
    events({
      ...aboutPart('prometheus', {
        alert: 'PrometheusNotDeliveringAlerts',
        timing: 'pageAtOnce',
        summary: 'Alertmanager did not take alerts, {{ $value | humanize }} times',
        description:
          'In the last 15 min Prometheus could not hand over an alert {{ $value | humanize }} times. It tries again each minute; as long as that fails, new alerts reach nobody.',
        panel: 'handedOver',
        value: '11.19',
      }),
      of: [family(m.alertsUnsent, { found: ADDRESS })],
      ...LIMIT.undelivered,
    }),
    level({
      ...aboutPart('alertmanager', {
        alert: 'AlertmanagerConfigReloadFailed',
        timing: 'page',
        summary: 'Alertmanager did not take its new configuration',
        description:
          'The last reload of Alertmanager failed, and 5 min later it still runs with the routes from before. After a restart it would not come up, and nobody would hear of anything.',
        panel: 'rulesAndReloads',
      }),
      of: family(m.routesLoaded),
      ...must,
      ...LIMIT.configBroken,
    }),
    share({
      ...aboutPart('alertmanager', {
        alert: 'NotificationChannelFailing',
        timing: 'pageAtOnce',
        by: { integration: 'slack' },
        wellBy: { integration: 'webhook' },
        summary: 'Messages to {{ $labels.integration }} fail: {{ $value | humanizePercentage }}',
        description:
          'In the last 15 min Alertmanager gave up more than 1 % of its messages to {{ $labels.integration }}. Alerts that go there alone reach nobody; this one came by another channel.',
        panel: 'channels',
        value: '100%',
      }),
      all: family(m.notifications),
      bad: [family(m.notificationsFailed, { found: { reason: 'clientError' } })],
      together: true,
      ...LIMIT.notifyFailed,
    }),
  ],
};
