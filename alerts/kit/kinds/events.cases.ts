// Cases of events: a burst, each kind of event alone, a steady run at the limit, counters that are born, start again or end.

import type { InputSeries, Labels, RuleCase } from '../rule-case.ts';
import { seriesText } from '../test-file.ts';
import { birthCases } from './birth.cases.ts';
import { counterRun, increaseOf, type Phase, samplesIn } from './counting.ts';
import type { EventsSpec } from './events-spec.ts';
import { alertOf, begins, ends, type Family, firesAt, gridS, upTo } from './kind.ts';

/** Events a sample that add up to exactly the limit in each window. */
export function steadyOf({ limit, windowS, sampleS }: EventsSpec): { step: number; exact: boolean } {
  const samples = samplesIn(windowS, sampleS);
  const step = limit / samples;
  const exact = increaseOf(step * (samples - 1), windowS, sampleS) === limit && Number.isInteger(step * 4096);
  return { step: exact ? step : step * 0.99, exact };
}

export function eventsCases(spec: EventsSpec): RuleCase[] {
  const { limit, windowS, sampleS, intervalS, forS, subjects } = spec;
  const startS = upTo(windowS + 2 * intervalS, gridS(spec));
  const before = startS / sampleS;
  const after = upTo(2 * windowS + forS + spec.keepFiringForS + 4 * intervalS, gridS(spec)) / sampleS;
  const endS = startS + (after - 1) * sampleS;
  const firing = [alertOf(spec, subjects.unwell)];
  const quiet: Phase[] = [{ samples: before + after }];
  // Whole, above the limit even without extrapolation, and less than half above it where the limit allows.
  const burst = spec.burst ?? (limit === 0 ? 1 : Math.floor(limit) + 1);
  const one = (labels: Labels, phases: readonly Phase[], nth = 0): InputSeries[] => {
    const family = spec.of[nth] as Family;
    return [{ series: seriesText(family.name, { ...labels, ...family.labels }), values: counterRun(phases, ({ bad = 0 }) => bad) }];
  };
  const oneBurst: Phase[] = [{ samples: before }, { samples: 1, bad: burst }, { samples: after }];
  const steady = (bad: number): Phase[] => [{ samples: before + after, bad }];
  const busy = Math.max(burst, (2 * limit) / samplesIn(windowS, sampleS));
  const lastS = startS + (after - 1) * sampleS;
  const perSample = limit / samplesIn(windowS, sampleS);
  return [
    {
      kind: 'fires',
      title: `on ${burst} at once, ${forS} s after they are seen, and names the one they happened to`,
      series: [...one(subjects.unwell, oneBurst), ...one(subjects.well, quiet)],
      expect: begins(spec, startS, firing),
      message: { atS: firesAt(spec, startS), labels: firing[0] as Labels, ...spec.reads },
    },
    ...spec.of.slice(1).map((_, index) => ({
      kind: 'fires' as const,
      title: `on the other kind of event, number ${index + 2}, while those of the other kinds stand still`,
      series: spec.of.flatMap((_, nth) => one(subjects.unwell, nth === index + 1 ? oneBurst : quiet, nth)),
      expect: begins(spec, startS, firing),
    })),
    ...spec.of.map((_, nth) => ({
      kind: 'fires' as const,
      title: `ends when they have left the window, not before${nth > 0 ? `; kind number ${nth + 1}` : ''}`,
      series: one(subjects.unwell, oneBurst, nth),
      expect: ends(spec, startS - sampleS + windowS, firing),
    })),
    { kind: 'stays silent', title: 'while nothing happens', series: one(subjects.unwell, quiet), expect: [{ atS: endS, firing: [] }] },
    ...(spec.innocent ?? []).map((labels) => ({
      kind: 'stays silent' as const,
      title: `on ${burst} at once that are none of it: ${Object.entries(labels)
        .map((pair) => pair.join('='))
        .join(', ')}`,
      series: one({ ...subjects.unwell, ...labels }, oneBurst),
      expect: [{ atS: firesAt(spec, startS), firing: [] }],
    })),
    ...(limit === 0
      ? ([
          { kind: 'boundary', title: 'one is enough', series: one(subjects.unwell, oneBurst), expect: begins(spec, startS, firing) },
        ] as const)
      : ([
          {
            kind: 'boundary',
            title: `${limit} in the window are silent`,
            series: one(subjects.unwell, steady(steadyOf(spec).step)),
            expect: [{ atS: endS, firing: [] }],
          },
          {
            kind: 'boundary',
            title: 'a quarter more fire',
            series: one(subjects.unwell, steady(perSample * 1.25)),
            expect: [{ atS: endS, firing }],
          },
        ] as const)),
    { kind: 'series missing', title: 'nothing was ever counted: silent', series: [], expect: [{ atS: endS, firing: [] }] },
    {
      kind: 'born late',
      title: 'a counter that is born at 0 counts its first event',
      series: one(subjects.unwell, [{ samples: before, gone: true }, { samples: 1 }, { samples: 1, bad: 2 * burst }, { samples: after }]),
      expect: begins(spec, startS + sampleS, firing),
    },
    ...spec.of.flatMap((of) => (spec.lookedAt ? birthCases(spec, of, spec.lookedAt, burst) : [])),
    {
      kind: 'push death',
      title: 'ends when fewer than two samples are left in the window',
      series: one(subjects.unwell, steady(busy)),
      expect: ends(spec, lastS - sampleS + windowS, firing),
    },
    {
      kind: 'counter reset',
      title: 'a counter that starts again from 0 is no event',
      series: one(subjects.unwell, [{ samples: before }, { samples: after, restarts: true }]),
      expect: [startS, endS].map((atS) => ({ atS: upTo(atS, intervalS), firing: [] })),
    },
    {
      kind: 'new instance',
      title: 'a new process in which nothing happens ends what the old one said',
      series: [...one(subjects.unwell, steady(busy)), ...one(subjects.next, [{ samples: before + after, gone: true }, { samples: after }])],
      expect: ends(spec, lastS + windowS, firing).slice(1),
    },
  ];
}
