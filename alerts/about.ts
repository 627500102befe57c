// Fills in what alerts have in common: labels, links and texts, for an observed service or for a part of the stack.

import {
  INSTANCE_LABEL,
  JOB_LABEL,
  METRIC_EXPORT_INTERVAL_S,
  prometheusLabel,
  RULE_EVALUATION_INTERVAL_S,
} from '../instrumentation/vocabulary/index.ts';
import type { KindSpec, Subjects } from './kit/kinds/kind.ts';
import { readTemplate } from './kit/read-template.ts';
import type { Annotations, RuleLabels } from './kit/rule.ts';
import type { Labels } from './kit/rule-case.ts';
import { panelUrl, runbookUrl } from './links.ts';
import type { PanelName } from './panels.ts';
import { TEAM, TIMING } from './policy.ts';
import { SERVICE_LABEL_TEXT, SERVICE_LABELS, SERVICE_URL_TEXT } from './service-labels.ts';
import { partSubjects, serviceSubjects } from './subjects.ts';

export interface About {
  readonly alert: string;
  readonly timing: keyof typeof TIMING;
  /** One line. */
  readonly summary: string;
  /** What was seen, what it means for users, and what comes next. */
  readonly description: string;
  /** What the message leads to. */
  readonly panel: PanelName;
  /** What `{{ $value | … }}` reads in the case that fires. */
  readonly value?: string;
  /** Labels beside those of the service or part by which alerts are told apart, with a value of each for cases. */
  readonly by?: Labels;
  /** The same labels of something that is well, where it differs by them alone. */
  readonly wellBy?: Labels;
  /** Waits longer or shorter than its timing says. */
  readonly forS?: number;
  readonly intervalS?: number;
}

/** An alert about an observed service, one for each. */
export function aboutService(about: About): KindSpec {
  const by = about.by ?? {};
  const subjects = serviceSubjects(by[INSTANCE_LABEL] === undefined ? by : {});
  const labels = [...SERVICE_LABELS.map((key) => prometheusLabel({ key })), ...Object.keys(by)];
  return spec(about, { labels, subjects, service: SERVICE_LABEL_TEXT, variables: { service: SERVICE_URL_TEXT } });
}

/** A part of the stack: its scrape job and where it is scraped. */
export const PART = {
  prometheus: 'localhost:9090',
  collector: 'localhost:8888',
  alertmanager: 'localhost:9093',
  loki: 'localhost:3100',
  tempo: 'localhost:3200',
  canary: 'localhost:9095',
} as const;

/** An alert about a part of the stack. */
export function aboutPart(part: keyof typeof PART, about: About): KindSpec {
  const subjects = partSubjects(PART[part], { [JOB_LABEL]: part, ...about.by }, about.wellBy && { [JOB_LABEL]: part, ...about.wellBy });
  const labels = [JOB_LABEL, INSTANCE_LABEL, ...Object.keys(about.by ?? {})];
  return spec(about, { labels, subjects, service: part, variables: {} });
}

/** An alert about a machine. */
export function aboutHost(about: About): KindSpec {
  const subjects = partSubjects('machine-1', about.by ?? {}, about.wellBy);
  return spec(about, { labels: [JOB_LABEL, INSTANCE_LABEL, ...Object.keys(about.by ?? {})], subjects, service: 'host', variables: {} });
}

interface Frame {
  readonly labels: readonly string[];
  readonly subjects: Subjects;
  readonly service: string;
  readonly variables: Readonly<Record<string, string>>;
}

function spec(about: About, { labels, subjects, service, variables }: Frame): KindSpec {
  const { severity, forS, keepFiringForS } = TIMING[about.timing];
  const annotations: Annotations = {
    summary: about.summary,
    description: about.description,
    runbook_url: runbookUrl(about.alert),
    dashboard_url: panelUrl(about.panel, variables),
  };
  const read = (text: string): string => readTemplate(text, subjects.unwell, about.value ?? '');
  const ruleLabels: RuleLabels = { severity, team: TEAM, service };
  return {
    alert: about.alert,
    labels: ruleLabels,
    annotations,
    by: labels,
    subjects,
    forS: about.forS ?? forS,
    keepFiringForS,
    intervalS: about.intervalS ?? RULE_EVALUATION_INTERVAL_S,
    sampleS: METRIC_EXPORT_INTERVAL_S,
    reads: { summary: read(about.summary), description: read(about.description), dashboard_url: read(annotations.dashboard_url) },
  };
}
