// ServiceTelemetryLost: a service that was there within the last hour has gone silent.

import { by, external, metric, select } from '../../instrumentation/vocabulary/index.ts';
import { promDuration } from '../kit/duration.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { panelUrl, runbookUrl } from '../links.ts';
import { OBSERVER, PAGE_EVALUATION_INTERVAL_S, PRESENCE, TEAM } from '../policy.ts';
import { SERVICE_LABEL_TEXT, SERVICE_LABELS, SERVICE_TEXT, SERVICE_URL_TEXT } from '../service-labels.ts';
import { servicePresenceCases } from './service-presence.cases.ts';
import { WATCHDOG } from './watchdog.ts';

export const TELEMETRY_LOST = 'ServiceTelemetryLost';

/** Services with a sign of life in the last `windowS` seconds; one living instance is enough. */
const seen = (windowS: number): string =>
  `group ${by(metric.processUptime, ...SERVICE_LABELS)} (present_over_time(${select(metric.processUptime)}[${promDuration(windowS)}]))`;

const enoughEvaluations = `>= ${OBSERVER.windowS / PAGE_EVALUATION_INTERVAL_S - OBSERVER.toleratedMisses}`;
const observerWasAwake =
  `count_over_time(${external.alerts.name}{alertname="${WATCHDOG}", alertstate="firing"}[${promDuration(OBSERVER.windowS)}])` +
  ` ${enoughEvaluations}`;

// From the kill of a process to the message, at worst: the process exports and dies at once; 45 s pass until that sample
// leaves the window; up to 5 s until the next evaluation; 30 s of `for`; up to 15 s in Alertmanager (group_wait 5 s, or
// group_interval 15 s where an earlier message of the same service is open) = 95 s, and the limit is 120 s. At best the
// process dies just before an export was due: 15 s less. test/unit/alerts-detection-time.test.ts computes it.
export const servicePresence: RuleGroup = {
  name: 'service-presence',
  intervalS: PAGE_EVALUATION_INTERVAL_S,
  reads: ['watchdog'],
  rules: [
    {
      alert: TELEMETRY_LOST,
      expr: [seen(PRESENCE.memoryS), `unless ${seen(PRESENCE.windowS)}`, `and on () ${observerWasAwake}`].join('\n'),
      inTime: [{ text: enoughEvaluations, evaluationsInS: OBSERVER.windowS }],
      forS: PRESENCE.forS,
      labels: { severity: 'page', team: TEAM, service: SERVICE_LABEL_TEXT },
      annotations: {
        summary: `${SERVICE_TEXT} went silent`,
        description:
          `No metric of ${SERVICE_TEXT} has arrived for more than ${PRESENCE.windowS + PRESENCE.forS} s. ` +
          'All its processes are dead, frozen or cut off from the Collector. Its other alerts are blind until it returns.',
        runbook_url: runbookUrl(TELEMETRY_LOST),
        dashboard_url: panelUrl('instances', { service: SERVICE_URL_TEXT }),
      },
      cases: servicePresenceCases,
      inapplicable: { 'low traffic': 'a sign of life doesn’t depend on how much is asked of the service' },
    },
  ],
};
