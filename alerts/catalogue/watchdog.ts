// Watchdog: always fires, so that its silence means that rules or notifications are broken.

import type { RuleGroup } from '../kit/rule.ts';
import { panelUrl, runbookUrl } from '../links.ts';
import { PAGE_EVALUATION_INTERVAL_S, TEAM } from '../policy.ts';

/** Read by ServiceTelemetryLost too: evaluations of this rule are the proof that Prometheus was awake. */
export const WATCHDOG = 'Watchdog';

const READS_NOTHING = 'the expression is vector(1): it reads no series and is never false';

export const watchdog: RuleGroup = {
  name: 'watchdog',
  intervalS: PAGE_EVALUATION_INTERVAL_S,
  rules: [
    {
      alert: WATCHDOG,
      expr: 'vector(1)',
      forS: 0,
      labels: { severity: 'none', team: TEAM, service: 'alerting' },
      annotations: {
        summary: 'Alerting works',
        description: 'This alert always fires. When its heartbeat stops, Prometheus, Alertmanager or the way out is broken.',
        runbook_url: runbookUrl(WATCHDOG),
        dashboard_url: panelUrl('firingAlerts'),
      },
      inapplicable: {
        'stays silent': READS_NOTHING,
        boundary: READS_NOTHING,
        'low traffic': READS_NOTHING,
        'born late': READS_NOTHING,
        'push death': READS_NOTHING,
        'counter reset': READS_NOTHING,
        'new instance': READS_NOTHING,
      },
      cases: [
        {
          kind: 'fires',
          title: 'from the first evaluation and ten minutes later',
          series: [],
          expect: [
            { atS: 0, firing: [{}] },
            { atS: 600, firing: [{}] },
          ],
          message: {
            atS: 0,
            labels: {},
            summary: 'Alerting works',
            description: 'This alert always fires. When its heartbeat stops, Prometheus, Alertmanager or the way out is broken.',
            dashboard_url: 'http://127.0.0.1:3000/d/start-here?viewPanel=panel-10',
          },
        },
        { kind: 'series missing', title: 'needs no series at all', series: [], expect: [{ atS: 60, firing: [{}] }] },
      ],
    },
  ],
};
