// Cases of counters that appear with their first event: it counts where somebody looked before, and what was counted before anybody looked does not.

import type { Expectation, InputSeries, RuleCase } from '../rule-case.ts';
import { flat, gap, STALE_MARKER, sequence } from '../samples.ts';
import { seriesText } from '../test-file.ts';
import type { EventsSpec } from './events-spec.ts';
import type { LookedAt } from './growth.ts';
import { alertOf, begins, ends, type Family, gridS, upTo } from './kind.ts';

/** A counter of `of` appears with `burst` events on it. */
export function birthCases(spec: EventsSpec, of: Family, looked: LookedAt, burst: number): RuleCase[] {
  const { windowS, sampleS, intervalS, forS, subjects } = spec;
  const grid = gridS(spec);
  const startS = upTo(windowS + 2 * intervalS, grid);
  const before = startS / sampleS;
  const after = upTo(2 * windowS + forS + spec.keepFiringForS + 4 * intervalS, grid) / sampleS;
  const later = upTo(forS + 2 * intervalS, grid) / sampleS;
  const away = (2 * grid) / sampleS;
  const firing = [alertOf(spec, subjects.unwell)];
  const counter = seriesText(of.name, { ...subjects.unwell, ...of.labels });
  const sign = seriesText(looked.of.name, Object.fromEntries(looked.by.map((label) => [label, subjects.unwell[label] ?? ''])));
  const series = (lookedAt: string, counted: string): InputSeries[] => [
    { series: sign, values: lookedAt },
    { series: counter, values: counted },
  ];
  const quietFrom = (fromS: number): Expectation[] =>
    Array.from({ length: (2 * windowS) / grid }, (_, step) => ({ atS: fromS + step * grid, firing: [] }));
  return [
    {
      kind: 'born late',
      title: `a counter that is born with its first event counts it, for a window: ${of.name}`,
      series: series(flat(1, before + after), sequence(gap(before), flat(burst, after))),
      expect: [...begins(spec, startS, firing), ...ends(spec, startS + windowS, firing)],
    },
    {
      kind: 'born late',
      title: `an event soon after the first look counts as soon as that is a window ago: ${of.name}`,
      series: series(sequence(gap(before), flat(1, after + later)), sequence(gap(before + later), flat(burst, after))),
      expect: begins(spec, startS + windowS, firing),
    },
    {
      kind: 'born late',
      title: `what was counted before the first look is no event: ${of.name}`,
      series: series(sequence(gap(before), flat(1, after)), sequence(gap(before), flat(burst, after))),
      expect: quietFrom(startS),
    },
    {
      kind: 'born late',
      title: `what comes back after nobody could look is no event: ${of.name}`,
      series: series(
        sequence(flat(1, before), flat(0, away), flat(1, after)),
        sequence(flat(burst, before), STALE_MARKER, gap(away - 1), flat(burst, after)),
      ),
      expect: quietFrom(startS),
    },
  ];
}
