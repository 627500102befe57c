// Where a message leads from its own words: to the first step, to log lines and traces of the service, to the budget that is left.
//
// Templates of notifications add the time of the incident to the addresses, and leave out what an alert has not.

import { attribute, METRIC_EXPORT_INTERVAL_S, prometheusLabel, recorded, SLO_LABEL } from '../instrumentation/vocabulary/index.ts';
import { FIRST_STEPS, type FirstStep } from './first-steps.ts';
import { readTemplate } from './kit/read-template.ts';
import type { AlertRule, RuleGroup } from './kit/rule.ts';
import type { Leads, RuleCase } from './kit/rule-case.ts';
import { flat } from './kit/samples.ts';
import { seriesText } from './kit/test-file.ts';
import { boardUrl, panelUrl } from './links.ts';
import { SERVICE_LABEL_TEXT, SERVICE_LABELS, SERVICE_URL_TEXT } from './service-labels.ts';

/** What names the budget of an objective: absent labels are empty, and match series without them. */
const BUDGET_LABELS = [SLO_LABEL, ...[...SERVICE_LABELS, attribute.httpRoute.key].map((key) => prometheusLabel({ key }))];
/** What is left in the cases that have a budget, and how people read it. */
const LEFT = { share: 0.61, text: '61%' };

/** Prometheus asks itself for the budget of the same labels when it evaluates the alert; nothing where none is known yet. */
const BUDGET_TEXT =
  `{{ with printf \`${recorded.budgetLeft}{${BUDGET_LABELS.map((label) => `${label}=%q`).join(', ')}}\` ` +
  `${BUDGET_LABELS.map((label) => `$labels.${label}`).join(' ')} | query }}{{ . | first | value | humanizePercentage }}{{ end }}`;

/** Adds leads to each alert that reaches a person. @throws RangeError when nobody has said what to do first. */
export function withLeads(group: RuleGroup): RuleGroup {
  return { ...group, rules: group.rules.map((rule) => (rule.labels.severity === 'none' ? rule : lead(rule))) };
}

function lead(rule: AlertRule): AlertRule {
  const step = FIRST_STEPS[rule.alert];
  if (!step) throw new RangeError(`Nobody has said what to do first about ${rule.alert}; alerts/first-steps.ts takes one sentence.`);
  const leads = leadsOf(rule, step);
  return { ...rule, annotations: { ...rule.annotations, ...leads }, cases: rule.cases.map((one) => readLeads(one, leads)) };
}

function leadsOf(rule: AlertRule, { first, traces }: FirstStep): Leads {
  const ofService = { service: SERVICE_URL_TEXT };
  // An alert that looks at the budget itself says so in its own words.
  const hasBudget = !rule.expr.includes(recorded.budgetLeft) && rule.cases.some(({ message }) => message?.labels[SLO_LABEL] !== undefined);
  return {
    first_step: first,
    ...(rule.labels.service === SERVICE_LABEL_TEXT && { logs_url: boardUrl('logs', ofService) }),
    ...(traces && { trace_url: panelUrl(traces, ofService) }),
    ...(hasBudget && { budget_left: BUDGET_TEXT }),
  };
}

/** The message of a case with its leads filled in; one of an objective has a budget to read. */
function readLeads(one: RuleCase, { budget_left, ...leads }: Leads): RuleCase {
  const { message } = one;
  if (!message) return one;
  const read = Object.fromEntries(Object.entries(leads).map(([name, text]) => [name, readTemplate(text, message.labels, '')]));
  if (budget_left === undefined) return { ...one, message: { ...message, ...read } };
  const samples = Math.ceil(message.atS / (one.sampleIntervalS ?? METRIC_EXPORT_INTERVAL_S)) + 1;
  const budget = { series: seriesText(recorded.budgetLeft, message.labels), values: flat(LEFT.share, samples) };
  return { ...one, series: [...one.series, budget], message: { ...message, ...read, budget_left: LEFT.text } };
}
