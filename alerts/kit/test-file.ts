// Writes the cases of a rule group as a promtool unit test file.

import { stringify } from 'yaml';
import { promDuration } from './duration.ts';
import type { AlertRule, RuleGroup } from './rule.ts';
import type { Expectation, Labels, Message, RuleCase } from './rule-case.ts';

export interface TestSetting {
  /** First comment line of the file. */
  readonly header: string;
  /** Rule files to load, relative to the test file: all of them, because rules may read each other's results. */
  readonly ruleFiles: readonly string[];
  /** Names of all groups in the order in which they are evaluated; promtool's own order is random. */
  readonly groupOrder: readonly string[];
  /** Seconds from one sample to the next. */
  readonly sampleIntervalS: number;
}

/** YAML of the test file of one group. Equal groups give equal text. */
export function writeTestFile(group: RuleGroup, setting: TestSetting): string {
  const content = {
    rule_files: setting.ruleFiles,
    group_eval_order: setting.groupOrder,
    evaluation_interval: promDuration(group.intervalS),
    tests: group.rules.flatMap((rule) => rule.cases.map((ruleCase) => testEntry(rule, ruleCase, setting.sampleIntervalS))),
  };
  return `# ${setting.header}\n${stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

function testEntry(rule: AlertRule, ruleCase: RuleCase, sampleIntervalS: number): object {
  return {
    name: `${rule.alert}, ${ruleCase.kind}: ${ruleCase.title}`,
    interval: promDuration(sampleIntervalS),
    input_series: ruleCase.series,
    promql_expr_test: ruleCase.expect.map((expectation) => stateEntry(rule, expectation)),
    ...(ruleCase.message && { alert_rule_test: [messageEntry(rule, ruleCase.message)] }),
  };
}

/** Which alerts fire is read from `ALERTS`, so that only the case with a message has to repeat the texts. */
function stateEntry(rule: AlertRule, { atS, firing }: Expectation): object {
  const own = { alertname: rule.alert, alertstate: 'firing' };
  return {
    expr: `ALERTS{alertname="${own.alertname}", alertstate="${own.alertstate}"}`,
    eval_time: promDuration(atS),
    exp_samples: firing.map((labels) => ({ labels: seriesText('ALERTS', { ...labels, ...rule.labels, ...own }), value: 1 })),
  };
}

function messageEntry(rule: AlertRule, { atS, labels, ...texts }: Message): object {
  return {
    eval_time: promDuration(atS),
    alertname: rule.alert,
    exp_alerts: [{ exp_labels: { ...labels, ...rule.labels }, exp_annotations: { ...rule.annotations, ...texts } }],
  };
}

function seriesText(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(', ')}}`;
}
