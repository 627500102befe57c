// SqliteNewFullScan: statements read a whole table that they did not read whole the day before.

import { attribute, by, metric, prometheusLabel, select } from '../../instrumentation/vocabulary/index.ts';
import { aboutService } from '../about.ts';
import { family } from '../families.ts';
import { promDuration } from '../kit/duration.ts';
import { counterRun, type Phase } from '../kit/kinds/counting.ts';
import { alertOf, ruleFrame } from '../kit/kinds/kind.ts';
import type { AlertRule } from '../kit/rule.ts';
import type { InputSeries, Labels, RuleCase } from '../kit/rule-case.ts';
import { seriesText } from '../kit/test-file.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE_LABELS, SERVICE_TEXT } from '../service-labels.ts';

const scans = metric.sqliteFullScans;
const TABLE = prometheusLabel(attribute.dbCollectionName);
const tableScans = [attribute.sqliteScanKind.key, '=', 'table'] as const;
const of = family(scans, { where: [tableScans], found: { db_operation_name: 'SELECT' } });
const { limit, windowS } = LIMIT.fullScans;
const MEMORY_S = 86_400;
/** Cases last a day and more, with a sample and an evaluation every five minutes. */
const STEP_S = 300;

const spec = aboutService({
  alert: 'SqliteNewFullScan',
  timing: 'ticketAtOnce',
  by: { [TABLE]: 'sessions' },
  summary: `${SERVICE_TEXT} reads all of the table {{ $labels.${TABLE} }}`,
  description: `In the last hour statements of ${SERVICE_TEXT} read the table {{ $labels.${TABLE} }} from end to end {{ $value | humanize }} times, and not once in the day before. It gets slower with every row.`,
  panel: 'fullScans',
  value: '13.09',
});

const sum = `sum ${by(scans, ...SERVICE_LABELS, attribute.dbCollectionName.key)}`;
const now = `${sum} (increase(${select(scans, [tableScans])}[${promDuration(windowS)}]))`;
const before = `${sum} (increase(${select(scans, [tableScans])}[${promDuration(MEMORY_S)}] offset ${promDuration(windowS)}))`;

const DAY = MEMORY_S / STEP_S;
const HOUR = windowS / STEP_S;
const firing = [alertOf(spec, spec.subjects.unwell)];
const one = (labels: Labels, phases: readonly Phase[]): InputSeries => ({
  series: seriesText(of.name, { ...labels, ...of.labels }),
  values: counterRun(phases, ({ bad = 0 }) => bad),
});
const lengthOf = (phases: readonly Phase[]): number => phases.reduce((all, { samples }) => all + samples, 0);
const { unwell, well, next } = spec.subjects;
/** Looks at the end of the phases, plus so many seconds. */
const at = (kind: RuleCase['kind'], title: string, phases: readonly Phase[], fires: boolean, afterS = 0): RuleCase => ({
  kind,
  title,
  sampleIntervalS: STEP_S,
  stepS: STEP_S,
  series: [one(unwell, phases)],
  expect: [{ atS: (lengthOf(phases) - 1) * STEP_S + afterS, firing: fires ? firing : [] }],
});
const quiet: Phase = { samples: DAY + HOUR };
/** Scans of the last hour; `increase` makes 12 of 11. */
const hour = (events: number): Phase[] => [{ samples: 1, bad: events }, { samples: HOUR - 2 }];
const few = Math.floor((limit * (HOUR - 1)) / HOUR);

const cases: readonly RuleCase[] = [
  {
    ...at('fires', 'at the twelfth in an hour after a day without, and names the table', [quiet, { samples: 1, bad: limit + 2 }], true),
    series: [one(unwell, [quiet, { samples: 1, bad: limit + 2 }]), one(well, [{ samples: quiet.samples + 1 }])],
    message: { atS: quiet.samples * STEP_S, labels: firing[0] as Labels, ...spec.reads },
  },
  at('fires', 'ends an hour later, when they are the past', [quiet, ...hour(limit + 2), { samples: HOUR }], false, spec.keepFiringForS),
  at('fires', 'still fires within the hour', [quiet, ...hour(limit + 2)], true),
  at('stays silent', 'while nothing is read whole', [quiet, { samples: HOUR }], false),
  at(
    'stays silent',
    'while it is read whole every day',
    [{ samples: DAY / 2, bad: 1 }, { samples: DAY / 2 }, { samples: 1, bad: 5 * limit }],
    false,
  ),
  at('boundary', `${few} in an hour are silent`, [quiet, ...hour(few)], false),
  at('boundary', `${few + 1} fire`, [quiet, ...hour(few + 1)], true),
  at(
    'boundary',
    'one scan 24 h before is remembered',
    [{ samples: HOUR }, { samples: 1, bad: 1 }, { samples: DAY - 6 }, { samples: 1, bad: 5 * limit }],
    false,
  ),
  at(
    'boundary',
    'one scan 26 h before is forgotten',
    [{ samples: HOUR }, { samples: 1, bad: 1 }, { samples: DAY + 2 * HOUR }, { samples: 1, bad: 5 * limit }],
    true,
  ),
  at(
    'boundary',
    'one scan half an hour before is part of the news',
    [quiet, { samples: 1, bad: 1 }, { samples: HOUR / 2 }, { samples: 1, bad: 5 * limit }],
    true,
  ),
  at(
    'boundary',
    'one scan an hour and a half before is the past',
    [quiet, { samples: 1, bad: 1 }, { samples: 1.5 * HOUR }, { samples: 1, bad: 5 * limit }],
    false,
  ),
  { ...at('series missing', 'nothing was ever counted: silent', [{ samples: HOUR }], false), series: [] },
  at(
    'born late',
    'a new process whose first scans are many is news: what came before it nobody knows',
    [{ samples: DAY, gone: true }, { samples: 1 }, { samples: 1, bad: 2 * limit }],
    true,
  ),
  at('push death', 'ends when it is gone for an hour', [quiet, ...hour(limit + 2)], false, windowS + spec.keepFiringForS),
  at('counter reset', 'a counter that starts again from 0 is no scan', [quiet, { samples: HOUR, restarts: true }], false),
  {
    ...at('new instance', 'what the old process read whole, the new one may', [{ samples: DAY, bad: 1 }], false, 0),
    series: [
      one(unwell, [{ samples: DAY, bad: 1 }]),
      one(next, [
        { samples: DAY, gone: true },
        { samples: HOUR, bad: limit },
      ]),
    ],
    expect: [{ atS: (DAY + HOUR - 1) * STEP_S, firing: [] }],
  },
];

export const sqliteNewFullScan: AlertRule = {
  ...ruleFrame(spec),
  expr: `${now} > ${limit}\nunless ${before} > 0`,
  cases,
  inapplicable: { 'low traffic': 'one full scan is one too many, however few statements run' },
  unreachableLimit: 'an increase is extrapolated, so that no whole number of scans is exactly at the limit',
};
