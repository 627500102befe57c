// What the recording rules make of counters: each event once, in one minute; 0 where nothing bad was born; no NaN; no jump at a restart.

import { recorded, SLO_LABEL } from '../../instrumentation/vocabulary/index.ts';
import { counterRun, type Phase } from '../kit/kinds/counting.ts';
import type { Family } from '../kit/kinds/kind.ts';
import type { InputSeries, Labels, RecordCase } from '../kit/rule-case.ts';
import { seriesText } from '../kit/test-file.ts';
import { OBJECTIVES } from '../slo.ts';
import { serviceSubjects } from '../subjects.ts';
import { burnSubject } from './burn-alert.cases.ts';

const [objective] = OBJECTIVES;
const [, soft] = objective?.bad ?? [];
if (!objective || !soft) throw new RangeError('There is no objective.');
const { unwell, next } = serviceSubjects();
const labels = burnSubject(objective);
const MINUTE = 4;

const counter = (family: Family, of: Labels, phases: readonly Phase[]): InputSeries => ({
  series: seriesText(family.name, { ...of, ...family.labels }),
  values: counterRun(phases, ({ good = 0, bad = 0 }) => good + bad),
});
const { http_route: _, ...alertLabels } = labels;
const only = `{${SLO_LABEL}="${objective.slo}"}`;
const value = (name: string, atS: number, number: number) => ({
  atS,
  query: `${name}${only}`,
  samples: [{ labels: { __name__: name, ...alertLabels }, value: number }],
});
const none = (name: string, atS: number) => ({ atS, query: `${name}${only}`, samples: [] });

export const minuteCases: readonly RecordCase[] = [
  {
    title: 'each event counts once: one failure is 1 in one minute and 0 in the others',
    series: [
      counter(objective.all, unwell, [{ samples: 10 * MINUTE, good: 10 }]),
      counter(soft, unwell, [{ samples: 4 * MINUTE + 2 }, { samples: 1, bad: 1 }, { samples: 5 * MINUTE }]),
    ],
    expect: [
      value(recorded.badEvents, 240, 0),
      value(recorded.badEvents, 300, 1),
      value(recorded.badEvents, 360, 0),
      value(recorded.events, 360, 40),
      value(recorded.badCount('1h'), 540, 1),
    ],
  },
  {
    title: 'bad events are 0, not nothing, where no bad series was ever born',
    series: [counter(objective.all, unwell, [{ samples: 5 * MINUTE, good: 10 }])],
    expect: [value(recorded.badEvents, 240, 0), value(recorded.badRatio('5m'), 240, 0)],
  },
  {
    title: 'no traffic is no ratio, and the shares of before and after weigh by their events',
    series: [
      counter(objective.all, unwell, [{ samples: 5 * MINUTE, good: 75 }, { samples: 10 * MINUTE }, { samples: 20 * MINUTE, good: 25 }]),
      counter(soft, unwell, [{ samples: 5 * MINUTE, bad: 25 }, { samples: 10 * MINUTE }, { samples: 20 * MINUTE, bad: 75 }]),
    ],
    expect: [none(recorded.badRatio('5m'), 840), value(recorded.badRatio('5m'), 1800, 0.75)],
  },
  {
    title: 'a counter that is no number leaves a gap, not a NaN that stays for 30 days',
    series: [
      {
        series: seriesText(objective.all.name, { ...unwell, ...objective.all.labels }),
        values: '1000+10x20 NaN NaN NaN NaN NaN 1500+10x40',
      },
    ],
    expect: [value(recorded.events, 900, 40), value(recorded.badCount('1h'), 900, 0)],
  },
  {
    title: 'a restart, and a new process beside the old one, add nothing',
    series: [
      counter(objective.all, unwell, [
        { samples: 5 * MINUTE, good: 10 },
        { samples: 10 * MINUTE, good: 10, restarts: true },
      ]),
      counter(soft, unwell, [{ samples: 5 * MINUTE }, { samples: 10 * MINUTE, restarts: true }]),
      counter(objective.all, next, [
        { samples: 8 * MINUTE, gone: true },
        { samples: 7 * MINUTE, good: 10 },
      ]),
    ],
    expect: [value(recorded.badCount('1h'), 840, 0), value(recorded.events, 840, 80)],
  },
];
