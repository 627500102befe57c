// Cases of burn alerts, fed with counts of minutes: each window of each pair just below and just above, alone.

import { attribute, prometheusLabel, recorded, SLO_LABEL } from '../../instrumentation/vocabulary/index.ts';
import { type BurnPair, LEAST_BAD_EVENTS, thresholdOf, WINDOW_S } from '../burn-rate.ts';
import type { Objective } from '../kit/objective.ts';
import type { InputSeries, Labels, Message, RuleCase } from '../kit/rule-case.ts';
import { flat, gap, sequence } from '../kit/samples.ts';
import { seriesText } from '../kit/test-file.ts';
import { SLOW_EVALUATION_INTERVAL_S } from '../policy.ts';
import { PERIOD_DAYS } from '../slo.ts';
import { serviceSubjects } from '../subjects.ts';
import { MINUTE_S } from './recordings.ts';

/** Events of one sample in cases: thresholds of four decimals are whole numbers of it. */
const EVENTS = 10_000;
/** So many more just before the window that a longer window sees almost only these. */
const HEAVY = 1_000_000;
/** Where only the end counts, steps are as long as the windows allow: an hour for pages, a day for tickets. */
const STRIDE_S = { page: 3600, ticket: 86_400, none: 3600 } as const;

interface Segment {
  readonly samples: number;
  readonly events: number;
  readonly bad: number;
}

/** Labels of the recorded series, and of the alert, about the service that is unwell. */
export function burnSubject({ slo, by }: Objective, which: 'unwell' | 'well' = 'unwell'): Labels {
  const labels: Labels = { ...serviceSubjects()[which], [prometheusLabel(attribute.httpRoute)]: '/api/sessions' };
  return { [SLO_LABEL]: slo, ...Object.fromEntries(by.flatMap((label) => (labels[label] ? [[label, labels[label]]] : []))) };
}

/** Pages look at minutes; tickets look at days, and cases feed them a sample every five minutes. */
const sampleOf = ([pair]: readonly BurnPair[]): number => (pair?.severity === 'page' ? MINUTE_S : SLOW_EVALUATION_INTERVAL_S);

function series(labels: Labels, segments: readonly Segment[]): InputSeries[] {
  const run = (of: (segment: Segment) => number): string =>
    sequence(...segments.filter(({ samples }) => samples > 0).map((segment) => flat(of(segment), segment.samples)));
  return [
    { series: seriesText(recorded.events, labels), values: run(({ events }) => events) },
    { series: seriesText(recorded.badEvents, labels), values: run(({ bad }) => bad) },
  ];
}

const lengthOf = (segments: readonly Segment[]): number => segments.reduce((sum, { samples }) => sum + samples, 0);

interface Frame {
  readonly keepFiringForS: number;
  readonly reads: Pick<Message, 'summary' | 'description' | 'dashboard_url'>;
}

export function burnCases(objective: Objective, pairs: readonly BurnPair[], frame: Frame): RuleCase[] {
  const sampleS = sampleOf(pairs);
  const labels = burnSubject(objective);
  const atEnd = (kind: RuleCase['kind'], title: string, segments: readonly Segment[], fires: boolean): RuleCase => ({
    kind,
    title,
    sampleIntervalS: sampleS,
    stepS: STRIDE_S[pairs[0]?.severity ?? 'none'],
    series: series(labels, segments),
    expect: [{ atS: (lengthOf(segments) - 1) * sampleS, firing: fires ? [labels] : [] }],
  });
  return [
    ...course(objective, pairs, frame, sampleS, atEnd),
    ...existence(objective, pairs, frame, sampleS),
    ...pairs.flatMap((pair) => [...edges(objective, pair, sampleS, atEnd), ...fewEvents(pair, sampleS, atEnd)]),
    atEnd(
      'stays silent',
      'while exactly as much is bad as the objective allows',
      [{ ...allowed(objective, pairs, sampleS), samples: 1 + allowed(objective, pairs, sampleS).samples }],
      false,
    ),
    { kind: 'series missing', title: 'nothing is recorded, nothing is said', series: [], expect: [{ atS: 10 * sampleS, firing: [] }] },
  ];
}

const allowed = ({ objective }: Objective, pairs: readonly BurnPair[], sampleS: number): Segment => ({
  samples: Math.max(...pairs.map(({ long }) => WINDOW_S[long])) / sampleS,
  events: EVENTS,
  bad: Math.round((1 - objective) * EVENTS),
});

type AtEnd = (kind: RuleCase['kind'], title: string, segments: readonly Segment[], fires: boolean) => RuleCase;

/** Each window exactly at the threshold, and a little above, while the other is well above. */
function edges({ objective }: Objective, pair: BurnPair, sampleS: number, atEnd: AtEnd): RuleCase[] {
  const threshold = thresholdOf(pair, objective, PERIOD_DAYS);
  const at = Math.round(threshold * EVENTS);
  const long = WINDOW_S[pair.long] / sampleS;
  const short = WINDOW_S[pair.short] / sampleS;
  const before: Segment = { samples: 1, events: EVENTS * HEAVY, bad: 0 };
  const run = (samples: number, bad: number): Segment => ({ samples, events: EVENTS, bad });
  const exactLong = [before, run(long - 2 * short, at), run(short, 0)];
  const highLong = [before, run(long - short, Math.round(at * 1.25))];
  const name = `${pair.long} and ${pair.short}`;
  return [
    atEnd('boundary', `${name}: the short window exactly at ${threshold} is silent`, [...highLong, run(short, at)], false),
    atEnd('boundary', `${name}: the short window a tenth above fires`, [...highLong, run(short, Math.ceil(at * 1.1))], true),
    atEnd('boundary', `${name}: the long window exactly at ${threshold} is silent`, [...exactLong, run(short, 2 * at)], false),
    atEnd('boundary', `${name}: the long window a little above fires`, [...exactLong, run(short, Math.ceil(2.4 * at))], true),
  ];
}

/** All events are bad, and there are few of them, spread over the long window so that no shorter one holds as many. */
function fewEvents(pair: BurnPair, sampleS: number, atEnd: AtEnd): RuleCase[] {
  const apart = Math.floor(WINDOW_S[pair.long] / sampleS / LEAST_BAD_EVENTS);
  const before: Segment = { samples: 1, events: EVENTS * HEAVY, bad: 0 };
  const spread = (events: number): Segment[] => [
    before,
    { samples: WINDOW_S[pair.long] / sampleS - events * apart, events: 0, bad: 0 },
    ...Array.from({ length: events }, () => [
      { samples: apart - 1, events: 0, bad: 0 },
      { samples: 1, events: 1, bad: 1 },
    ]).flat(),
  ];
  const few = LEAST_BAD_EVENTS - 1;
  return [
    atEnd('low traffic', `${few} events in ${pair.long}, all bad, are too few`, spread(few), false),
    atEnd('low traffic', `${LEAST_BAD_EVENTS} events in ${pair.long}, all bad, fire`, spread(LEAST_BAD_EVENTS), true),
  ];
}

/** Good events for longer than any window, and then bad ones for so many samples; the end is on a stride. */
function breaking(objective: Objective, pairs: readonly BurnPair[], sampleS: number, bad: number): Segment[] {
  const stride = STRIDE_S[pairs[0]?.severity ?? 'none'] / sampleS;
  const least = allowed(objective, pairs, sampleS).samples + bad;
  const all = Math.ceil(least / stride) * stride + 1;
  return [
    { samples: all - bad, events: EVENTS, bad: 0 },
    { samples: bad, events: EVENTS, bad: EVENTS },
  ];
}

function course(objective: Objective, pairs: readonly BurnPair[], { reads }: Frame, sampleS: number, atEnd: AtEnd): RuleCase[] {
  const labels = burnSubject(objective);
  const [short = 1] = pairs.map((pair) => WINDOW_S[pair.short] / sampleS);
  // The slower pair may be first: with even traffic a tenth of the budget in three days is gone as soon as in one.
  const until = Math.min(
    ...pairs.map((pair) => Math.floor(thresholdOf(pair, objective.objective, PERIOD_DAYS) * (WINDOW_S[pair.long] / sampleS) + 1e-9) + 1),
  );
  const named = breaking(objective, pairs, sampleS, Math.max(until, short));
  const fires = atEnd('fires', 'in a total outage, and names the service that fails', named, true);
  const minutes = (samples: number): number => (samples * sampleS) / 60;
  return [
    {
      ...fires,
      series: [...fires.series, ...series(burnSubject(objective, 'well'), [{ samples: lengthOf(named), events: EVENTS, bad: 0 }])],
      message: { atS: (lengthOf(named) - 1) * sampleS, labels, ...reads },
    },
    atEnd('fires', `${minutes(until)} min after a total outage began`, breaking(objective, pairs, sampleS, until), true),
    atEnd('boundary', `not yet after ${minutes(until - 1)} min`, breaking(objective, pairs, sampleS, until - 1), false),
  ];
}

/** Services that begin, end or never fail. */
function existence(objective: Objective, pairs: readonly BurnPair[], { keepFiringForS }: Frame, sampleS: number): RuleCase[] {
  const labels = burnSubject(objective);
  const born = 5;
  const ended = 20;
  const endsS = (ended - 1) * sampleS + Math.max(...pairs.map(({ short }) => WINDOW_S[short])) + keepFiringForS;
  return [
    {
      kind: 'born late',
      title: 'a service that fails from its first minute is told at once',
      sampleIntervalS: sampleS,
      series: bornLate(labels, born, { samples: ended, events: EVENTS, bad: EVENTS }),
      expect: [
        { atS: (born - 1) * sampleS, firing: [] },
        { atS: born * sampleS, firing: [labels] },
      ],
    },
    {
      kind: 'push death',
      title: 'ends when nothing is counted any more: what is unknown is no burn',
      sampleIntervalS: sampleS,
      series: series(labels, [{ samples: ended, events: EVENTS, bad: EVENTS }]),
      expect: [
        { atS: endsS - sampleS, firing: [labels] },
        { atS: endsS, firing: [] },
      ],
    },
    {
      kind: 'series missing',
      title: 'nothing bad was ever counted: silent',
      sampleIntervalS: sampleS,
      series: series(labels, [{ samples: ended, events: EVENTS, bad: 0 }]).slice(0, 1),
      expect: [{ atS: (ended - 1) * sampleS, firing: [] }],
    },
  ];
}

const bornLate = (labels: Labels, born: number, { samples, events, bad }: Segment): InputSeries[] => [
  { series: seriesText(recorded.events, labels), values: sequence(gap(born), flat(events, samples)) },
  { series: seriesText(recorded.badEvents, labels), values: sequence(gap(born), flat(bad, samples)) },
];
