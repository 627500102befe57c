// Writes docs/alerts.md: every alert with its urgency, what people read, and its runbook.

import { catalogue } from '../alerts/catalogue/index.ts';
import { logs } from '../alerts/catalogue/logs.ts';
import { promDuration } from '../alerts/kit/duration.ts';
import type { AlertRule } from '../alerts/kit/rule.ts';
import { markdownTable } from './markdown-table.ts';

const messageOf = (rule: AlertRule): string =>
  rule.cases.find(({ message }) => message)?.message?.summary ?? rule.annotations.description.replaceAll(/\{\{ with.*?end \}\}/g, '');

/** The page as Markdown. */
export function alertsPage(): string {
  const rules = [...catalogue, logs].flatMap((group) => group.rules);
  const cases = rules.reduce((sum, rule) => sum + rule.cases.length, 0);
  const count = (severity: string): number => rules.filter(({ labels }) => labels.severity === severity).length;
  return [
    '# Alerts',
    '',
    'Generated from `alerts/catalogue/` by `npm run generate`; do not edit.',
    `${new Set(rules.map(({ alert }) => alert)).size} alerts in ${rules.length} rules: ${count('page')} page, ${count('ticket')} file a ticket. ${cases} promtool cases.`,
    'The message is the one of the case that fires. Objectives, windows and odds of the budget alerts are in [slo.md](slo.md).',
    '',
    '## logs (Loki)',
    '',
    ...table(logs.rules),
    '',
    ...catalogue.filter(({ rules: own }) => own.length > 0).flatMap(({ name, rules: own }) => [`## ${name}`, '', ...table(own), '']),
  ].join('\n');
}

const table = (rules: readonly AlertRule[]): string[] =>
  markdownTable(
    ['Alert', 'Severity', 'Message', 'Waits', 'Stays', 'Cases'],
    rules.map((rule) => [
      `[${rule.alert}](../alerts/runbooks/${rule.alert}.md)`,
      rule.labels.severity,
      messageOf(rule),
      promDuration(rule.forS),
      promDuration(rule.keepFiringForS ?? 0),
      String(rule.cases.length),
    ]),
  );
