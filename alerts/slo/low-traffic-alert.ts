// LowTrafficErrors: a service of few requests fails many of them, too rarely for the short windows of the burn alerts.

import { recorded } from '../../instrumentation/vocabulary/index.ts';
import { LEAST_BAD_EVENTS } from '../burn-rate.ts';
import { readTemplate } from '../kit/read-template.ts';
import type { AlertRule } from '../kit/rule.ts';
import type { InputSeries, RuleCase } from '../kit/rule-case.ts';
import { flat, gap, sequence } from '../kit/samples.ts';
import { seriesText } from '../kit/test-file.ts';
import { LIMIT } from '../limits.ts';
import { panelUrl, runbookUrl } from '../links.ts';
import { SLOW_EVALUATION_INTERVAL_S as STEP_S, TEAM, TIMING } from '../policy.ts';
import { SERVICE_LABEL_TEXT, SERVICE_TEXT, SERVICE_URL_TEXT } from '../service-labels.ts';
import { OBJECTIVES } from '../slo.ts';
import { burnSubject } from './burn-alert.cases.ts';

const LOW_TRAFFIC = 'LowTrafficErrors';

const [objective] = OBJECTIVES;
if (!objective) throw new RangeError('There is no objective.');
const labels = burnSubject(objective);
const limit = LIMIT.lowTrafficErrors.limit;
const DAY = LIMIT.lowTrafficErrors.windowS / STEP_S;

const annotations = {
  summary: `${SERVICE_TEXT}: {{ $value | humanizePercentage }} of {{ $labels.slo }} events were bad today`,
  description: `In the last day more than 10 %, and at least ${LEAST_BAD_EVENTS}, of the events that count for {{ $labels.slo }} of ${SERVICE_TEXT} were bad. There may be too few of them for the burn alerts, and each is a user who failed.`,
  runbook_url: runbookUrl(LOW_TRAFFIC),
  dashboard_url: panelUrl('badShare', { service: SERVICE_URL_TEXT }),
};
const read = (text: string): string => readTemplate(text, labels, '50%');

/** Events one after the other, one each hour; then nothing. */
const hourly = (of: typeof labels, events: number, bad: number): InputSeries[] => {
  const each = (share: number) =>
    sequence(...Array.from({ length: events }, (_, index) => sequence(flat(index < share ? 1 : 0, 1), flat(0, 11))));
  return [
    {
      series: seriesText(recorded.events, of),
      values: sequence(...Array.from({ length: events }, () => sequence(flat(1, 1), flat(0, 11)))),
    },
    { series: seriesText(recorded.badEvents, of), values: each(bad) },
  ];
};
const busy = (bad: number): InputSeries[] => [
  { series: seriesText(recorded.events, labels), values: flat(1000, DAY) },
  { series: seriesText(recorded.badEvents, labels), values: flat(bad, DAY) },
];
const at = (kind: RuleCase['kind'], title: string, series: InputSeries[], atS: number, fires: boolean): RuleCase => ({
  kind,
  title,
  sampleIntervalS: STEP_S,
  series,
  expect: [{ atS, firing: fires ? [labels] : [] }],
});
const HOUR_S = 3600;
const endS = (DAY - 1) * STEP_S;

const cases: readonly RuleCase[] = [
  {
    ...at(
      'fires',
      'five of ten in ten hours, and names the service that failed',
      [...hourly(labels, 10, 5), ...hourly(burnSubject(objective, 'well'), 10, 0)],
      10 * HOUR_S,
      true,
    ),
    message: {
      atS: 10 * HOUR_S,
      labels,
      summary: read(annotations.summary),
      description: read(annotations.description),
      dashboard_url: read(annotations.dashboard_url),
    },
  },
  at('stays silent', 'while nothing fails', hourly(labels, 10, 0), 10 * HOUR_S, false),
  at('boundary', 'one in ten is silent', busy(1000 * limit), endS, false),
  at('boundary', 'a tenth more fires', busy(1100 * limit), endS, true),
  at(
    'low traffic',
    `${LEAST_BAD_EVENTS - 1} of ${LEAST_BAD_EVENTS - 1} are too few`,
    hourly(labels, LEAST_BAD_EVENTS - 1, LEAST_BAD_EVENTS - 1),
    6 * HOUR_S,
    false,
  ),
  at(
    'low traffic',
    `${LEAST_BAD_EVENTS} of ${LEAST_BAD_EVENTS} fire`,
    hourly(labels, LEAST_BAD_EVENTS, LEAST_BAD_EVENTS),
    6 * HOUR_S,
    true,
  ),
  at('series missing', 'nothing is recorded, nothing is said', [], 6 * HOUR_S, false),
  at(
    'born late',
    'what a new service does counts from its first hour',
    hourly(labels, 6, 6).map(({ series, values }) => ({ series, values: sequence(gap(12), values) })),
    7 * HOUR_S,
    true,
  ),
  at(
    'push death',
    'a day after the last event it ends',
    hourly(labels, 6, 6),
    6 * HOUR_S + 24 * HOUR_S + TIMING.ticketAtOnce.keepFiringForS,
    false,
  ),
];

export const lowTrafficErrors: AlertRule = {
  alert: LOW_TRAFFIC,
  expr: `${recorded.badRatio('1d')} > ${limit}\nand ${recorded.badCount('1d')} >= ${LEAST_BAD_EVENTS}`,
  ...{ forS: 0, keepFiringForS: TIMING.ticketAtOnce.keepFiringForS },
  labels: { severity: 'ticket', team: TEAM, service: SERVICE_LABEL_TEXT },
  annotations,
  cases,
  inapplicable: {
    'counter reset': 'the rule reads counts of minutes; that these survive a reset is a case of the recording rules',
    'new instance': 'the counts are of the service, whichever of its processes answered',
  },
};
