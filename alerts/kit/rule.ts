// What an alert rule is: the condition, who must care, what they read, and the cases that prove it.

import type { CaseKind, RuleCase } from './rule-case.ts';

/** `page` wakes somebody, `ticket` waits for the working day, `none` reaches no person. */
export type Severity = 'page' | 'ticket' | 'none';

/** Texts of one notification; Prometheus fills in `{{ … }}`. */
interface Annotations {
  /** One line, as a chat message starts. */
  readonly summary: string;
  /** What was seen and what it means, in two or three sentences. */
  readonly description: string;
  readonly runbook_url: string;
  readonly dashboard_url: string;
}

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long the condition must hold before the alert fires, in seconds. */
  readonly forS: number;
  readonly labels: { readonly severity: Severity; readonly team: string };
  readonly annotations: Annotations;
  readonly cases: readonly RuleCase[];
  /** Kinds of case that this rule cannot have, each with the reason. */
  readonly inapplicable?: Partial<Record<CaseKind, string>>;
}

export interface RuleGroup {
  /** Name of the group and of its generated files. */
  readonly name: string;
  /** How often Prometheus evaluates the group, in seconds. */
  readonly intervalS: number;
  readonly rules: readonly AlertRule[];
}
