// Writes the cases of a rule group as a promtool unit test file.

import { stringify } from 'yaml';
import { promDuration } from './duration.ts';
import { type AlertRule, labelsOfAlert, type RuleGroup } from './rule.ts';
import type { Expectation, Labels, Message, RecordCase, RuleCase } from './rule-case.ts';

export interface TestSetting {
  /** First comment line of the file. */
  readonly header: string;
  /** Names of the groups to load, this one's and those whose results it reads, in the order in which they are evaluated. */
  readonly groupOrder: readonly string[];
  /** Seconds from one sample to the next, unless a case says otherwise. */
  readonly sampleIntervalS: number;
}

/**
 * YAML of the test files of one group, by seconds from one evaluation to the next: promtool takes one such step for a whole
 * file. Equal groups give equal text.
 */
export function writeTestFiles(group: RuleGroup, setting: TestSetting): Map<number, string> {
  const tests = new Map<number, object[]>();
  const add = (stepS: number, test: object): void => void tests.set(stepS, [...(tests.get(stepS) ?? []), test]);
  for (const one of group.recordCases ?? []) add(group.intervalS, recordEntry(one, setting.sampleIntervalS));
  for (const rule of group.rules) {
    for (const one of rule.cases) add(one.stepS ?? group.intervalS, testEntry(rule, one, setting.sampleIntervalS));
  }
  return new Map([...tests].map(([stepS, entries]) => [stepS, fileOf(entries, stepS, setting)]));
}

function fileOf(tests: readonly object[], stepS: number, { header, groupOrder }: TestSetting): string {
  const content = {
    rule_files: groupOrder.map((name) => `../rules/${name}.yaml`),
    group_eval_order: groupOrder,
    evaluation_interval: promDuration(stepS),
    tests,
  };
  return `# ${header}\n${stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

function recordEntry({ title, series, expect, sampleIntervalS }: RecordCase, usualIntervalS: number): object {
  return {
    name: title,
    interval: promDuration(sampleIntervalS ?? usualIntervalS),
    input_series: series,
    promql_expr_test: expect.map(({ atS, query, samples }) => ({
      expr: query,
      eval_time: promDuration(atS),
      exp_samples: samples.map(({ labels, value }) => ({ labels: seriesText('', labels), value })),
    })),
  };
}

function testEntry(rule: AlertRule, ruleCase: RuleCase, usualIntervalS: number): object {
  return {
    name: `${rule.alert}, ${ruleCase.kind}: ${ruleCase.title}`,
    interval: promDuration(ruleCase.sampleIntervalS ?? usualIntervalS),
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
    exp_samples: firing.map((labels) => ({
      labels: seriesText('ALERTS', { ...labels, ...labelsOfAlert(rule, labels), ...own }),
      value: 1,
    })),
  };
}

function messageEntry(rule: AlertRule, { atS, labels, ...texts }: Message): object {
  return {
    eval_time: promDuration(atS),
    alertname: rule.alert,
    exp_alerts: [{ exp_labels: { ...labels, ...labelsOfAlert(rule, labels) }, exp_annotations: { ...rule.annotations, ...texts } }],
  };
}

/** A series with its labels, as a selector of exactly it. */
export function seriesText(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(', ')}}`;
}
