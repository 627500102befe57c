// What all kinds of alert share: who is unwell, who is well beside it, and when a case looks.

import type { AlertRule, Annotations, RuleLabels } from '../rule.ts';
import type { Expectation, Labels, Message, RuleCase } from '../rule-case.ts';

/** Some series of one metric: how a rule selects them, and what one of them is called in a case. */
export interface Family {
  /** PromQL selector. */
  readonly selector: string;
  readonly name: string;
  /** Labels of a series that the selector finds, without those of its subject. */
  readonly labels: Labels;
}

/** Whose series they are; every label of `by` is among the labels of each, or absent from all. */
export interface Subjects {
  readonly unwell: Labels;
  /** Has series of the same names, and must never be named. */
  readonly well: Labels;
  /** Takes over from `unwell`: the same service in a new process. */
  readonly next: Labels;
}

/** What every kind is told. */
export interface KindSpec {
  readonly alert: string;
  readonly labels: RuleLabels;
  readonly annotations: Annotations;
  /** Prometheus labels by which alerts are told apart. */
  readonly by: readonly string[];
  readonly subjects: Subjects;
  readonly forS: number;
  readonly keepFiringForS: number;
  /** How often the group is evaluated, in seconds. */
  readonly intervalS: number;
  /** Seconds from one sample to the next. */
  readonly sampleS: number;
  /** What people read when it fires, in full. */
  readonly reads: Pick<Message, 'summary' | 'description' | 'dashboard_url'>;
}

/** Labels of the alert about a subject. */
export function alertOf({ by }: Pick<KindSpec, 'by'>, subject: Labels): Labels {
  return Object.fromEntries(by.flatMap((label) => (subject[label] === undefined ? [] : [[label, subject[label]]])));
}

export const byClause = ({ by }: Pick<KindSpec, 'by'>): string => (by.length > 0 ? ` by (${by.join(', ')})` : '');

/** The first multiple of `stepS` from `seconds` on. */
export const upTo = (seconds: number, stepS: number): number => Math.ceil(seconds / stepS) * stepS;

/** Steps at which both a sample and an evaluation happen; one interval divides the other. */
export const gridS = ({ intervalS, sampleS }: KindSpec): number => Math.max(intervalS, sampleS);

/** When the rule fires whose condition becomes true at `trueS`. */
export const firesAt = ({ forS, intervalS }: KindSpec, trueS: number): number => upTo(trueS, intervalS) + upTo(forS, intervalS);

/** When it ends whose condition becomes false at `falseS`. */
const endsAt = ({ keepFiringForS, intervalS }: KindSpec, falseS: number): number =>
  upTo(falseS, intervalS) + upTo(keepFiringForS, intervalS);

/** Looks just before, and at, the moment from which it must fire. */
export function begins(spec: KindSpec, trueS: number, firing: readonly Labels[]): Expectation[] {
  const atS = firesAt(spec, trueS);
  return [
    { atS: atS - spec.intervalS, firing: [] },
    { atS, firing },
  ];
}

/** Looks just before, and at, the moment from which it must be silent again. */
export function ends(spec: KindSpec, falseS: number, firing: readonly Labels[]): Expectation[] {
  const atS = endsAt(spec, falseS);
  return [
    { atS: atS - spec.intervalS, firing },
    { atS, firing: [] },
  ];
}

/** Samples are 15 s apart, and a step is a multiple of it; after more than 300 s Prometheus has forgotten the last evaluation. */
const STEPS_S = [15, 30, 60, 120, 300] as const;

/**
 * The spec with the steps of its cases: as few as show each window to a fifth and each `for` to a half, because every step
 * costs promtool some milliseconds, whatever it evaluates.
 */
export function paced<S extends KindSpec>(spec: S, windowS: number): S & { readonly stepS: number } {
  const most = Math.min(windowS / 5, spec.forS > 0 ? spec.forS / 2 : Number.POSITIVE_INFINITY);
  const stepS = Math.max(spec.sampleS, STEPS_S.findLast((step) => step <= most) ?? STEPS_S[0]);
  return { ...spec, stepS, intervalS: stepS };
}

/** The cases with the step that their times are made for, where they don't have one of their own. */
export const inSteps = (cases: readonly RuleCase[], stepS: number): RuleCase[] => cases.map((one) => ({ stepS, ...one }));

/** The part of a rule that no kind changes. */
export function ruleFrame(spec: KindSpec): Pick<AlertRule, 'alert' | 'labels' | 'annotations' | 'forS' | 'keepFiringForS'> {
  const { alert, labels, annotations, forS, keepFiringForS } = spec;
  return { alert, labels, annotations, forS, ...(keepFiringForS > 0 && { keepFiringForS }) };
}
