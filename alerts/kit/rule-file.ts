// Writes a rule group as a Prometheus rule file.

import { stringify } from 'yaml';
import { promDuration } from './duration.ts';
import type { AlertRule, RuleGroup } from './rule.ts';

/** YAML of one group; `header` becomes its first comment line. Equal groups give equal text. */
export function writeRuleFile(group: RuleGroup, header: string): string {
  const content = { groups: [{ name: group.name, interval: promDuration(group.intervalS), rules: group.rules.map(ruleEntry) }] };
  return `# ${header}\n${stringify(content, { lineWidth: 0 })}`;
}

function ruleEntry(rule: AlertRule): object {
  return {
    alert: rule.alert,
    expr: rule.expr,
    ...(rule.forS > 0 && { for: promDuration(rule.forS) }),
    labels: rule.labels,
    annotations: rule.annotations,
  };
}
