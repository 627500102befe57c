// Looks whether a live Prometheus has what the rules read: each metric, and on it each label.

import type { PromqlFacts } from '../../dashboards/lint/promql.ts';
import type { ReadRule } from './read-rules.ts';

/** Names of the labels of all series of a metric; none where there is no such series. */
export type LabelsOf = (metric: string) => Promise<ReadonlySet<string>>;

export interface Judgement {
  readonly rules: number;
  readonly selectors: number;
  /** Sentences; empty when all is well. */
  readonly findings: readonly string[];
  /** Metrics, and labels as `metric{label}`, that are not there and are excused. */
  readonly excused: readonly string[];
}

const pair = (metric: string, label: string): string => `${metric}{${label}}`;

/** Every metric that an expression reads, with the labels that its selectors match. */
function readBy({ selectors }: PromqlFacts): Map<string, Set<string>> {
  const read = new Map<string, Set<string>>();
  for (const { metric, matchers } of selectors) {
    const labels = read.get(metric) ?? new Set();
    for (const { label } of matchers) labels.add(label);
    read.set(metric, labels);
  }
  return read;
}

/** What is not there of one expression, as the names that an excuse would have. */
async function missingOf(facts: PromqlFacts, labelsOf: LabelsOf, recorded: ReadonlySet<string>): Promise<string[]> {
  const missing: string[] = [];
  const carried = new Set<string>();
  let isSure = true;
  for (const [metric, wanted] of readBy(facts)) {
    // What a rule records is as sure as what that rule reads, and that is looked at too.
    const labels = recorded.has(metric) ? new Set<string>() : await labelsOf(metric);
    if (labels.size === 0) isSure = false;
    if (recorded.has(metric)) continue;
    if (labels.size === 0) missing.push(metric);
    else missing.push(...[...wanted].filter((label) => !labels.has(label)).map((label) => pair(metric, label)));
    for (const label of labels) carried.add(label);
  }
  // Which labels a metric will have that is not there yet, nobody can say.
  if (isSure) missing.push(...facts.grouped.filter((label) => !carried.has(label)).map((label) => pair('*', label)));
  return [...new Set(missing)];
}

/** @param excuses reasons by metric or `metric{label}` */
export async function judge(rules: readonly ReadRule[], labelsOf: LabelsOf, excuses: Readonly<Record<string, string>>): Promise<Judgement> {
  const recorded = new Set(rules.flatMap(({ records }) => records ?? []));
  const findings: string[] = [];
  const excused = new Set<string>();
  for (const { place, facts } of rules) {
    if (!facts.valid) {
      findings.push(`${place} does not parse.`);
      continue;
    }
    for (const name of await missingOf(facts, labelsOf, recorded)) {
      if (excuses[name] === undefined) findings.push(`${place} reads ${name}, which is not there.`);
      else excused.add(name);
    }
  }
  const read = rules.flatMap(({ facts }) => [...readBy(facts)]);
  const named = new Set(read.flatMap(([metric, labels]) => [metric, ...[...labels].map((label) => pair(metric, label))]));
  const grouped = new Set(rules.flatMap(({ facts }) => facts.grouped.map((label) => pair('*', label))));
  for (const name of Object.keys(excuses)) {
    if (!named.has(name) && !grouped.has(name)) findings.push(`${name} is excused, and no rule reads it any more.`);
  }
  const selectors = rules.reduce((sum, { facts }) => sum + facts.selectors.length, 0);
  return { rules: rules.length, selectors, findings, excused: [...excused].sort() };
}
