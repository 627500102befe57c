// ServiceTotalOutage: a service answers, and most answers are failures.

import { attribute, by, metric, select } from '../../instrumentation/vocabulary/index.ts';
import { promDuration } from '../kit/duration.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { panelUrl, runbookUrl } from '../links.ts';
import { PAGE_EVALUATION_INTERVAL_S, TEAM, TOTAL_OUTAGE } from '../policy.ts';
import { SERVICE_LABEL_TEXT, SERVICE_LABELS, SERVICE_TEXT, SERVICE_URL_TEXT } from '../service-labels.ts';
import { serviceErrorsCases } from './service-errors.cases.ts';

export const TOTAL_OUTAGE_ALERT = 'ServiceTotalOutage';

const requests = metric.httpServerRequestDuration;
const window = promDuration(TOTAL_OUTAGE.windowS);
const perService = `sum ${by(requests, ...SERVICE_LABELS)}`;

const all = `${perService} (increase(${select(requests, [], 'count')}[${window}]))`;
// `or` joins the two kinds of failure series by series, so a series that is both counts once, and a kind that was never
// seen is simply absent: no zero has to be filled in. No failure at all leaves nothing, which is not above a half either;
// no request at all gives 0/0, and NaN is not above a half.
const failed = [
  `${perService} (`,
  `  increase(${select(requests, [[attribute.httpResponseStatusCode.key, '=~', '5..']], 'count')}[${window}])`,
  `  or increase(${select(requests, [[attribute.errorType.key, '!=', '']], 'count')}[${window}])`,
  ')',
].join('\n');

// From the outage to the message, at worst, at steady traffic: two exports until failures are the majority of the window
// (30 s), up to 5 s until the next evaluation, 30 s of `for`, up to 15 s in Alertmanager (see service-presence.ts) = 80 s.
export const serviceErrors: RuleGroup = {
  name: 'service-errors',
  intervalS: PAGE_EVALUATION_INTERVAL_S,
  rules: [
    {
      alert: TOTAL_OUTAGE_ALERT,
      expr: `${failed}\n/ ${all} > ${TOTAL_OUTAGE.errorRatio}\nand ${all} > ${TOTAL_OUTAGE.minRequests}`,
      forS: TOTAL_OUTAGE.forS,
      labels: { severity: 'page', team: TEAM, service: SERVICE_LABEL_TEXT },
      annotations: {
        summary: `${SERVICE_TEXT} fails {{ $value | humanizePercentage }} of its requests`,
        description:
          `More than half of the requests to ${SERVICE_TEXT} in the last ${TOTAL_OUTAGE.windowS} s ended with a 5xx status or ` +
          `an error, for more than ${TOTAL_OUTAGE.forS} s. Most users cannot work.`,
        runbook_url: runbookUrl(TOTAL_OUTAGE_ALERT),
        dashboard_url: panelUrl('failedRequests', { service: SERVICE_URL_TEXT }),
      },
      cases: serviceErrorsCases,
    },
  ],
};
