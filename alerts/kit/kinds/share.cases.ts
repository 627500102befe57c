// Cases of a share: good events that turn bad, exactly at the limit, too few, missing, born late, dying, starting again.

import type { InputSeries, Labels, RuleCase } from '../rule-case.ts';
import { seriesText } from '../test-file.ts';
import { counterRun, increaseOf, type Phase, samplesIn } from './counting.ts';
import { alertOf, begins, ends, type Family, firesAt, gridS, upTo } from './kind.ts';
import type { ShareSpec } from './share-spec.ts';

/** Events from one sample to the next; limits of three decimals, and a tenth more, are whole numbers of it. */
const STEP = 10_000;

/** What meets the two limits in a steady run: bad events of STEP, and events of all; and whether to the last bit. */
export function minimumOf(spec: ShareSpec): { bad: number; limitMet: boolean; least: number; leastMet: boolean } {
  const { limit, minEvents, windowS, sampleS } = spec;
  const deltas = samplesIn(windowS, sampleS) - 1;
  const grown = (step: number): number => increaseOf(step * deltas, windowS, sampleS);
  const shareOf = (bad: number): number =>
    spec.good
      ? (grown(STEP) - grown(STEP - bad)) / grown(STEP)
      : grown(bad) / (spec.together ? grown(STEP) : grown(STEP - bad) + grown(bad));
  const bad = Math.round(limit * STEP);
  const limitMet = shareOf(bad) === limit;
  const least = minEvents / (deltas + 1);
  const leastMet = grown(least) === minEvents;
  return { bad: limitMet ? bad : bad - 1, limitMet, least: leastMet ? least : least * 0.99, leastMet };
}

/** Counters of one subject; `nth` says which kind of bad they show, `without` which of them were never born. */
function counters(spec: ShareSpec, labels: Labels, phases: readonly Phase[], { nth = 0, without = '' } = {}): InputSeries[] {
  const input = (family: Family, stepOf: (phase: Phase) => number): InputSeries => ({
    series: seriesText(family.name, { ...labels, ...family.labels }),
    values: counterRun(phases, stepOf),
  });
  const good = ({ good = 0 }: Phase): number => good;
  const bad = ({ bad = 0 }: Phase): number => bad;
  const all = (phase: Phase): number => good(phase) + bad(phase);
  if (spec.good) return [input(spec.all, all), input(spec.good, good)];
  const failed = (spec.bad ?? [])[nth];
  return [
    ...(without === 'good' && !spec.together ? [] : [input(spec.all, spec.together ? all : good)]),
    ...(without === 'bad' || !failed ? [] : [input(failed, bad)]),
  ];
}

export function shareCases(spec: ShareSpec): RuleCase[] {
  return [...course(spec), ...limits(spec), ...gapsAndRestarts(spec)];
}

/** When cases turn, in samples and seconds. */
function times(spec: ShareSpec) {
  const { windowS, sampleS, intervalS, forS, keepFiringForS, limit } = spec;
  const startS = upTo(windowS + 2 * intervalS, gridS(spec));
  const before = startS / sampleS;
  const after = upTo(2 * windowS + 2 * forS + keepFiringForS + 4 * intervalS, gridS(spec)) / sampleS;
  const deltas = samplesIn(windowS, sampleS) - 1;
  const untilBad = Math.floor(limit * deltas + 1e-9) + 1;
  const untilGood = Math.ceil(deltas * (1 - limit) - 1e-9);
  const lastS = startS - sampleS;
  return {
    before,
    after,
    startS,
    lastS,
    endS: lastS + after * sampleS,
    trueS: lastS + untilBad * sampleS,
    falseS: lastS + untilGood * sampleS,
  };
}

function course(spec: ShareSpec): RuleCase[] {
  const { subjects } = spec;
  const { before, after, endS, trueS } = times(spec);
  const firing = [alertOf(spec, subjects.unwell)];
  const turns = [
    { samples: before, good: STEP },
    { samples: after, bad: STEP },
  ] as const;
  const long = { before: before + after, after };
  const falseS = times(spec).falseS + after * spec.sampleS;
  return [
    {
      kind: 'fires',
      title: `${spec.forS} s after the bad share is above ${spec.limit}, and names the one that fails`,
      series: [...counters(spec, subjects.unwell, turns), ...counters(spec, subjects.well, [{ samples: before + after, good: STEP }])],
      expect: begins(spec, trueS, firing),
      message: { atS: firesAt(spec, endS), labels: firing[0] as Labels, ...spec.reads },
    },
    ...(spec.bad ?? []).slice(1).map((_, index) => ({
      kind: 'fires' as const,
      title: `on the other kind of failure, number ${index + 2}`,
      series: counters(spec, subjects.unwell, turns, { nth: index + 1 }),
      expect: begins(spec, trueS, firing),
    })),
    {
      kind: 'fires',
      title: 'ends when the share is at the limit again, not before',
      series: counters(spec, subjects.unwell, [
        { samples: long.before, bad: STEP },
        { samples: long.after, good: STEP },
      ]),
      expect: ends(spec, falseS, firing),
    },
    {
      kind: 'stays silent',
      title: 'while all is well',
      series: counters(spec, subjects.unwell, [{ samples: before + after, good: STEP }]),
      expect: [{ atS: endS, firing: [] }],
    },
  ];
}

function limits(spec: ShareSpec): RuleCase[] {
  const { before, after, endS } = times(spec);
  const { bad, least } = minimumOf(spec);
  const firing = [alertOf(spec, spec.subjects.unwell)];
  const steady = (good: number, failed: number) => counters(spec, spec.subjects.unwell, [{ samples: before + after, good, bad: failed }]);
  const above = Math.ceil(Math.min(spec.limit * 1.1, (spec.limit + 1) / 2) * STEP + 1e-9);
  return [
    { kind: 'boundary', title: 'at the limit itself it is silent', series: steady(STEP - bad, bad), expect: [{ atS: endS, firing: [] }] },
    { kind: 'boundary', title: 'a little above the limit it fires', series: steady(STEP - above, above), expect: [{ atS: endS, firing }] },
    {
      kind: 'low traffic',
      title: `all of ${spec.minEvents} events in the window are bad: too few to say so`,
      series: steady(0, least),
      expect: [{ atS: endS, firing: [] }],
    },
    {
      kind: 'low traffic',
      title: 'with a quarter more of them it fires',
      series: steady(0, least * 1.25),
      expect: [{ atS: endS, firing }],
    },
  ];
}

function gapsAndRestarts(spec: ShareSpec): RuleCase[] {
  const { subjects, sampleS, windowS } = spec;
  const { before, after, startS, endS } = times(spec);
  const firing = [alertOf(spec, subjects.unwell)];
  const lastBadS = startS - sampleS + after * sampleS;
  const goneS = lastBadS - sampleS + windowS;
  const failing = [{ samples: before + after, bad: STEP }] as const;
  const healthy = [{ samples: before + after, good: STEP }] as const;
  return [
    { kind: 'series missing', title: 'nothing is known, nothing is said', series: [], expect: [{ atS: endS, firing: [] }] },
    ...(spec.good
      ? []
      : ([
          {
            kind: 'series missing',
            title: 'nothing bad was ever counted: silent',
            series: counters(spec, subjects.unwell, healthy, { without: 'bad' }),
            expect: [{ atS: endS, firing: [] }],
          },
          {
            kind: 'series missing',
            title: 'nothing good was ever counted: fires',
            series: counters(spec, subjects.unwell, failing, { without: 'good' }),
            expect: [{ atS: endS, firing }],
          },
        ] as const)),
    {
      kind: 'born late',
      title: 'series that are born failing count from their second sample',
      series: counters(spec, subjects.unwell, [{ samples: before, gone: true }, ...failing]),
      expect: begins(spec, startS + sampleS, firing),
    },
    {
      kind: 'push death',
      title: 'ends when fewer than two samples are left in the window',
      series: counters(spec, subjects.unwell, failing),
      expect: ends(spec, goneS, firing),
    },
    {
      kind: 'counter reset',
      title: 'counters that start again from 0 while all is well are no failures',
      series: counters(spec, subjects.unwell, [
        { samples: before, good: STEP },
        { samples: after, good: STEP, restarts: true },
      ]),
      expect: [startS, startS + 4 * sampleS, endS].map((atS) => ({ atS: upTo(atS, spec.intervalS), firing: [] })),
    },
    {
      kind: 'new instance',
      title: 'a new process that is well ends what the old one said',
      series: [
        ...counters(spec, subjects.unwell, failing),
        ...counters(spec, subjects.next, [{ samples: before + after, gone: true }, ...healthy]),
      ],
      expect: ends(spec, lastBadS + windowS, firing).slice(1),
    },
  ];
}
