// Writes a rule group as a Prometheus rule file.

import { stringify } from 'yaml';
import { promDuration } from './duration.ts';
import type { AlertRule, RecordingRule, RuleGroup } from './rule.ts';

/** YAML of one group; `header` becomes its first comment line. Equal groups give equal text. */
export function writeRuleFile(group: RuleGroup, header: string): string {
  const rules = [...(group.records ?? []).map(recordEntry), ...group.rules.map(ruleEntry)];
  const content = { groups: [{ name: group.name, interval: promDuration(group.intervalS), rules }] };
  return `# ${header}\n${stringify(content, { lineWidth: 0 })}`;
}

function recordEntry({ record, expr, labels }: RecordingRule): object {
  return { record, expr, ...(Object.keys(labels).length > 0 && { labels }) };
}

function ruleEntry(rule: AlertRule): object {
  return {
    alert: rule.alert,
    expr: rule.expr,
    ...(rule.forS > 0 && { for: promDuration(rule.forS) }),
    ...(rule.keepFiringForS && { keep_firing_for: promDuration(rule.keepFiringForS) }),
    labels: rule.labels,
    annotations: rule.annotations,
  };
}
