// A level, or the ratio of two: fires when a gauge is above or below a limit, at any sample of a window or at all of them.

import { promDuration } from '../duration.ts';
import type { AlertRule } from '../rule.ts';
import type { InputSeries, Labels, RuleCase } from '../rule-case.ts';
import { flat, gap, sequence } from '../samples.ts';
import { seriesText } from '../test-file.ts';
import { alertOf, begins, byClause, ends, type Family, firesAt, gridS, inSteps, type KindSpec, paced, ruleFrame, upTo } from './kind.ts';

export interface LevelSpec extends KindSpec {
  readonly of: Family;
  /** What the level is a share of; without it the level counts as it is. */
  readonly per?: Family;
  /** `per` finds the series of `of` too: used is a part of used and free. */
  readonly perHoldsIt?: boolean;
  /** How the series of one subject become one number. */
  readonly fold: 'max' | 'min' | 'sum';
  readonly operator: '>' | '<';
  readonly limit: number;
  /** `any` sample of the window breaks the limit, or `all` of them do. */
  readonly broken: 'any' | 'all';
  readonly windowS: number;
  /** Level when all is well, and when it is not, where half and five quarters of the limit make no sense. */
  readonly well?: number;
  readonly unwell?: number;
}

const NO_COUNTER = 'the rule reads a gauge: it has no count that could start again';
const NO_TRAFFIC = 'the level doesn’t depend on how much is asked of the service';
/** What a share is taken of in cases: whole, so that limits of three decimals are met exactly. */
const WHOLE = 1000;

/**
 * The rule and its cases.
 * @throws RangeError when a whole window must be broken and nothing waits: a series that is just born has a window of one sample.
 */
export function level(spec: LevelSpec): AlertRule {
  if (spec.broken === 'all' && spec.forS === 0) throw new RangeError(`${spec.alert} would fire on the first sample of a new series.`);
  return {
    ...ruleFrame(spec),
    expr: expression(spec),
    cases: inSteps(levelCases(paced(spec, spec.windowS)), paced(spec, spec.windowS).stepS),
    inapplicable: { 'counter reset': NO_COUNTER, 'low traffic': NO_TRAFFIC },
  };
}

function expression(spec: LevelSpec): string {
  const { of, per, fold, operator, limit, broken, windowS } = spec;
  const over = (operator === '>') === (broken === 'any') ? 'max_over_time' : 'min_over_time';
  const folded = (family: Family, how: string): string => `${how}${byClause(spec)} (${over}(${family.selector}[${promDuration(windowS)}]))`;
  const share = per ? `${folded(of, fold)}\n/ ${folded(per, fold)}` : folded(of, fold);
  return `${share} ${operator} ${limit}`;
}

function levelCases(spec: LevelSpec): RuleCase[] {
  const { limit, operator, broken, windowS, sampleS, intervalS, subjects } = spec;
  const scale = spec.per ? WHOLE : 1;
  const well = (spec.well ?? (operator === '>' ? limit / 2 : limit * 2)) * scale;
  const beyond = operator === '<' ? limit * 0.75 : spec.per ? Math.min(limit * 1.25, (limit + 1) / 2) : limit * 1.25;
  const unwell = (spec.unwell ?? beyond) * scale;
  const exact = Math.round(limit * scale * 1e6) / 1e6;
  const startS = upTo(Math.max(windowS, 2 * sampleS), gridS(spec));
  const before = startS / sampleS;
  const after = upTo(2 * windowS + 2 * spec.forS + spec.keepFiringForS + 4 * intervalS, gridS(spec)) / sampleS;
  const trueS = broken === 'any' ? startS : startS - sampleS + windowS;
  const stopS = upTo(startS + windowS + spec.forS + 2 * intervalS, gridS(spec));
  const bad = stopS / sampleS - before;
  const firing = [alertOf(spec, subjects.unwell)];
  const one = (labels: Labels, values: string, samples = values): InputSeries[] => [
    { series: seriesText(spec.of.name, { ...labels, ...spec.of.labels }), values },
    ...(spec.per
      ? [{ series: seriesText(spec.per.name, { ...labels, ...spec.per.labels }), values: wholeLike(samples, spec.perHoldsIt === true) }]
      : []),
  ];
  const steady = (value: number) => one(subjects.unwell, flat(value, before + after));
  const breaks = sequence(flat(well, before), flat(unwell, after));
  const endS = startS + after * sampleS - sampleS;
  return [
    {
      kind: 'fires',
      title: `${spec.forS} s after the limit is broken, and names the one that broke it`,
      series: [...one(subjects.unwell, breaks), ...one(subjects.well, flat(well, before + after))],
      expect: begins(spec, trueS, firing),
      message: { atS: firesAt(spec, trueS), labels: firing[0] as Labels, ...spec.reads },
    },
    {
      kind: 'fires',
      title: 'ends when the level is well again, not before',
      series: one(subjects.unwell, sequence(flat(unwell, before + bad), flat(well, after))),
      expect: ends(spec, broken === 'any' ? stopS - sampleS + windowS : stopS, firing),
    },
    { kind: 'stays silent', title: 'while all is well', series: steady(well), expect: [{ atS: endS, firing: [] }] },
    { kind: 'boundary', title: 'at the limit itself it is silent', series: steady(exact), expect: [{ atS: endS, firing: [] }] },
    { kind: 'boundary', title: 'a step beyond the limit it fires', series: steady(beyond * scale), expect: [{ atS: endS, firing }] },
    ...(spec.per ? [wholeGrows(spec, spec.per, { samples: before + bad, after, unwell, endsS: stopS - sampleS + windowS })] : []),
    { kind: 'series missing', title: 'nothing is known, nothing is said', series: [], expect: [{ atS: endS, firing: [] }] },
    {
      kind: 'born late',
      title: 'a series that is born beyond the limit counts from its first sample',
      series: one(subjects.unwell, sequence(gap(before), flat(unwell, after))),
      expect: begins(spec, startS, firing),
    },
    ...(broken === 'all' ? [startUp(spec, { before, after, well, unwell }, one)] : []),
    {
      kind: 'push death',
      title: `${windowS} s after the last sample it ends: the level of what is dead is no level`,
      series: one(subjects.unwell, flat(unwell, before + bad)),
      expect: ends(spec, stopS - sampleS + windowS, firing),
    },
    {
      kind: 'new instance',
      title: 'a new process that is well ends what the old one said',
      series: [...one(subjects.unwell, flat(unwell, before + bad)), ...one(subjects.next, sequence(gap(before + bad), flat(well, after)))],
      expect: ends(spec, stopS - sampleS + windowS, firing).slice(1),
    },
  ];
}

/** What starts beyond the limit and is well before the rule has waited. */
function startUp(
  { forS, sampleS, intervalS, subjects }: LevelSpec,
  { before, after, well, unwell }: { before: number; after: number; well: number; unwell: number },
  one: (labels: Labels, values: string) => InputSeries[],
): RuleCase {
  const busy = Math.ceil(forS / sampleS) - 1;
  const startS = before * sampleS;
  return {
    kind: 'born late',
    title: `one that starts beyond the limit, for ${busy * sampleS} s, is starting: silent`,
    series: one(subjects.unwell, sequence(gap(before), flat(unwell, busy), flat(well, after))),
    expect: [{ atS: upTo(startS + forS, intervalS), firing: [] }],
  };
}

/** The level stays and the whole grows: the share is well once all of the window knows the larger whole. */
function wholeGrows(
  spec: LevelSpec,
  per: Family,
  { samples, after, unwell, endsS }: { samples: number; after: number; unwell: number; endsS: number },
): RuleCase {
  const { unwell: labels } = spec.subjects;
  const rest = spec.perHoldsIt ? unwell : 0;
  return {
    kind: 'fires',
    title: 'ends when the whole has been larger for the window, not before',
    series: [
      { series: seriesText(spec.of.name, { ...labels, ...spec.of.labels }), values: flat(unwell, samples + after) },
      {
        series: seriesText(per.name, { ...labels, ...per.labels }),
        values: sequence(flat(WHOLE - rest, samples), flat(10 * WHOLE - rest, after)),
      },
    ],
    expect: ends(spec, endsS, [alertOf(spec, labels)]),
  };
}

/** The same run of samples and gaps with the value of a whole, or of what is missing to it. */
const wholeLike = (values: string, isRest: boolean): string =>
  values.replace(/(^| )(-?[\d.e-]+)\+0x/g, (_, before: string, value: string) => `${before}${isRest ? WHOLE - Number(value) : WHOLE}+0x`);
