// What a rule is: a condition with who must care and what they read, or a number that is recorded; and the cases that prove it.

import type { CaseKind, Labels, Leads, RecordCase, RuleCase } from './rule-case.ts';

/** `page` wakes somebody, `ticket` waits for the working day, `none` reaches no person. */
export type Severity = 'page' | 'ticket' | 'none';

/** Texts of one notification; Prometheus fills in `{{ … }}`. */
export interface Annotations extends Partial<Leads> {
  /** One line, as a chat message starts. */
  readonly summary: string;
  /** What was seen and what it means, in two or three sentences. */
  readonly description: string;
  readonly runbook_url: string;
  readonly dashboard_url: string;
}

/** Labels that the rule adds; a value may be `{{ $labels.x }}`. */
export interface RuleLabels {
  readonly severity: Severity;
  readonly team: string;
  /** Who is unwell: an observed service, or the part of the stack. */
  readonly service: string;
}

export interface NumberInTime {
  /** As it is written, with its operator: `> 60`. */
  readonly text: string;
  /** It counts evaluations of the group in so many seconds; without this it counts seconds. */
  readonly evaluationsInS?: number;
}

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long the condition must hold before the alert fires, in seconds. */
  readonly forS: number;
  /** How long it goes on firing after the condition has ended, so that what flaps is one message. */
  readonly keepFiringForS?: number;
  readonly labels: RuleLabels;
  readonly annotations: Annotations;
  readonly cases: readonly RuleCase[];
  /** Kinds of case that this rule cannot have, each with the reason. */
  readonly inapplicable?: Partial<Record<CaseKind, string>>;
  /** Numbers of the expression that grow with time; a faster clock changes them too. */
  readonly inTime?: readonly NumberInTime[];
  /** Why no case can tell `>` from `>=` in this rule; absent where one does. */
  readonly unreachableLimit?: string;
}

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Labels;
}

export interface RuleGroup {
  /** Name of the group and of its generated files. */
  readonly name: string;
  /** How often Prometheus evaluates the group, in seconds. */
  readonly intervalS: number;
  /** Other groups whose results the rules read; tests load them too. */
  readonly reads?: readonly string[];
  readonly records?: readonly RecordingRule[];
  readonly recordCases?: readonly RecordCase[];
  readonly rules: readonly AlertRule[];
}

/** The rule's labels as an alert with the given labels carries them. */
export function labelsOfAlert(rule: Pick<AlertRule, 'labels'>, alert: Labels): Labels {
  const fill = (text: string): string => text.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => alert[label] ?? '');
  return Object.fromEntries(Object.entries(rule.labels).map(([label, value]) => [label, fill(value)]));
}
