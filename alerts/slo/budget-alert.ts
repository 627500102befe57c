// ErrorBudgetExhausted: the budget of 30 days of an objective is used up.

import { recorded } from '../../instrumentation/vocabulary/index.ts';
import { readTemplate } from '../kit/read-template.ts';
import type { AlertRule } from '../kit/rule.ts';
import type { InputSeries, RuleCase } from '../kit/rule-case.ts';
import { flat, gap, sequence } from '../kit/samples.ts';
import { seriesText } from '../kit/test-file.ts';
import { panelUrl, runbookUrl } from '../links.ts';
import { TEAM, TIMING } from '../policy.ts';
import { SERVICE_LABEL_TEXT, SERVICE_TEXT, SERVICE_URL_TEXT } from '../service-labels.ts';
import { OBJECTIVES, PERIOD_DAYS } from '../slo.ts';
import { burnSubject } from './burn-alert.cases.ts';

const BUDGET_EXHAUSTED = 'ErrorBudgetExhausted';
const STEP_S = 6 * 3600;
const STEPS = (PERIOD_DAYS * 24 * 3600) / STEP_S;
const EVENTS = 10_000;

const [objective] = OBJECTIVES;
if (!objective) throw new RangeError('There is no objective.');
const labels = burnSubject(objective);
const other = burnSubject(objective, 'well');
const allowedBad = Math.round((1 - objective.objective) * EVENTS);

const annotations = {
  summary: `${SERVICE_TEXT}: no error budget left for {{ $labels.slo }}`,
  description: `Over the last ${PERIOD_DAYS} days ${SERVICE_TEXT} has used up its budget for {{ $labels.slo }}; {{ $value | humanizePercentage }} of it is left. What is released now adds to a broken promise.`,
  runbook_url: runbookUrl(BUDGET_EXHAUSTED),
  dashboard_url: panelUrl('budgetLeft', { service: SERVICE_URL_TEXT }),
};
const read = (text: string): string => readTemplate(text, labels, '-100%');

const run = (of: typeof labels, bad: number, values = flat(EVENTS, STEPS), badValues = flat(bad, STEPS)): InputSeries[] => [
  { series: seriesText(recorded.events, of), values },
  { series: seriesText(recorded.badEvents, of), values: badValues },
];
const atEnd = (kind: RuleCase['kind'], title: string, series: InputSeries[], firing: boolean, atStep = STEPS - 1): RuleCase => ({
  kind,
  title,
  sampleIntervalS: STEP_S,
  stepS: STEP_S,
  series,
  expect: [{ atS: atStep * STEP_S, firing: firing ? [labels] : [] }],
});

const cases: readonly RuleCase[] = [
  {
    ...atEnd(
      'fires',
      'when twice the budget is gone, and names the service that spent it',
      [...run(labels, 2 * allowedBad), ...run(other, 0)],
      true,
    ),
    message: {
      atS: (STEPS - 1) * STEP_S,
      labels,
      summary: read(annotations.summary),
      description: read(annotations.description),
      dashboard_url: read(annotations.dashboard_url),
    },
  },
  atEnd('stays silent', 'while half of the budget is left', run(labels, allowedBad / 2), false),
  atEnd('boundary', 'with the last bit of the budget it fires', run(labels, allowedBad), true),
  atEnd('boundary', 'with a fiftieth of it left it is silent', run(labels, allowedBad * 0.98), false),
  atEnd('series missing', 'nothing is recorded, nothing is said', [], false),
  atEnd('series missing', 'nothing bad was ever counted: silent', run(labels, 0).slice(0, 1), false),
  {
    ...atEnd(
      'born late',
      'a new service is measured by what it has done so far',
      run(labels, 0, sequence(gap(10), flat(EVENTS, 10)), sequence(gap(10), flat(2 * allowedBad, 10))),
      true,
      19,
    ),
  },
  atEnd(
    'push death',
    'what a service spent before it died stays spent',
    run(labels, 0, flat(EVENTS, 20), flat(2 * allowedBad, 20)),
    true,
    60,
  ),
];

export const errorBudgetExhausted: AlertRule = {
  alert: BUDGET_EXHAUSTED,
  expr: `${recorded.budgetLeft} <= 0`,
  ...{ forS: 0, keepFiringForS: TIMING.ticketAtOnce.keepFiringForS },
  labels: { severity: 'ticket', team: TEAM, service: SERVICE_LABEL_TEXT },
  annotations,
  cases,
  inapplicable: {
    'low traffic': 'a budget is a share of what happened: one failure of ten is ten per cent, and that was the promise',
    'counter reset': 'the rule reads counts of minutes; that these survive a reset is a case of the recording rules',
    'new instance': 'the counts are of the service, whichever of its processes answered',
  },
};
