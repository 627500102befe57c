// An age: fires when something was last done longer ago than it may be; the gauge holds when, in seconds since 1970.

import { promDuration } from '../duration.ts';
import type { AlertRule } from '../rule.ts';
import type { InputSeries, Labels, RuleCase } from '../rule-case.ts';
import { flat, gap, ramp, sequence } from '../samples.ts';
import { seriesText } from '../test-file.ts';
import { alertOf, begins, byClause, type Family, firesAt, gridS, inSteps, type KindSpec, ruleFrame, upTo } from './kind.ts';

export interface AgeSpec extends KindSpec {
  readonly of: Family;
  readonly limitS: number;
  /** How long one report is believed; a job that reports once a day needs days. */
  readonly memoryS: number;
}

/** Longest steps of the case that waits for the memory to end, which may be days. */
const STRIDE_S = 6 * 3600;
const NO_COUNTER = 'the rule reads a point in time, not a count';
const NO_TRAFFIC = 'an age doesn’t depend on how much is asked of the service';

/** The rule and its cases. */
export function age(spec: AgeSpec): AlertRule {
  const newest = `max${byClause(spec)} (last_over_time(${spec.of.selector}[${promDuration(spec.memoryS)}]))`;
  return {
    ...ruleFrame(spec),
    expr: `time() - ${newest} > ${spec.limitS}`,
    cases: inSteps(ageCases(spec), spec.intervalS).map((one) => ({ ...one, sampleIntervalS: spec.sampleS })),
    inapplicable: { 'counter reset': NO_COUNTER, 'low traffic': NO_TRAFFIC },
  };
}

function ageCases(spec: AgeSpec): RuleCase[] {
  const { limitS, memoryS, intervalS, sampleS, subjects } = spec;
  // Clocks of tests start at 0, so things that are old happened before it.
  const dueS = upTo(4 * intervalS, gridS(spec));
  const doneS = dueS - limitS;
  const samples = dueS / sampleS + 4;
  const endS = (samples - 1) * sampleS;
  const firing = [alertOf(spec, subjects.unwell)];
  const one = (labels: Labels, values: string): InputSeries[] => [
    { series: seriesText(spec.of.name, { ...labels, ...spec.of.labels }), values },
  ];
  const old = flat(doneS, samples);
  const fresh = flat(0, samples);
  const strideS = Math.min(STRIDE_S, memoryS);
  // Again and again from then on.
  const again = ramp(endS + sampleS, sampleS, Math.ceil(spec.keepFiringForS / sampleS) + 2);
  const forgottenS = upTo(endS + memoryS, strideS);
  return [
    {
      kind: 'fires',
      title: 'at the first look after the limit, and names what is too old',
      series: [...one(subjects.unwell, old), ...one(subjects.well, fresh)],
      expect: begins(spec, dueS + 1, firing),
      message: { atS: firesAt(spec, dueS + 1), labels: firing[0] as Labels, ...spec.reads },
    },
    {
      kind: 'fires',
      title: 'ends when it is done again',
      series: one(subjects.unwell, sequence(flat(doneS - 100 * intervalS, samples), again)),
      expect: [
        { atS: upTo(endS, intervalS), firing },
        { atS: upTo(endS + sampleS + spec.keepFiringForS, intervalS), firing: [] },
      ],
    },
    { kind: 'stays silent', title: 'while it is done in time', series: one(subjects.unwell, fresh), expect: [{ atS: endS, firing: [] }] },
    { kind: 'boundary', title: 'at the limit itself it is silent', series: one(subjects.unwell, old), expect: [{ atS: dueS, firing: [] }] },
    { kind: 'series missing', title: 'what nobody reports is not asked for', series: [], expect: [{ atS: endS, firing: [] }] },
    {
      kind: 'born late',
      title: 'a first report of something old counts at once',
      series: one(subjects.unwell, sequence(gap(samples), flat(doneS, samples))),
      expect: begins(spec, samples * sampleS, firing),
    },
    {
      kind: 'push death',
      title: 'one report is believed until its memory ends',
      series: one(subjects.unwell, old),
      stepS: strideS,
      expect: [
        { atS: forgottenS - strideS, firing },
        { atS: forgottenS + upTo(spec.keepFiringForS, strideS), firing: [] },
      ],
    },
    {
      kind: 'new instance',
      title: 'the newest report counts, whoever made it',
      series: [...one(subjects.unwell, old), ...one(subjects.next, fresh)],
      expect: [{ atS: upTo(dueS + intervalS, intervalS), firing: [] }],
    },
  ];
}
