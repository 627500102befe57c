// TrafficDropped: less than a third of what came at the same hour yesterday and a week ago.

import { by, metric, select } from '../../instrumentation/vocabulary/index.ts';
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

const requests = metric.httpServerRequestDuration;
const of = family(requests, { part: 'count', found: { http_response_status_code: '200' } });
const { limit, windowS } = LIMIT.trafficLeft;
const usual = LIMIT.trafficUsual.limit;
const DAY_S = 86_400;
/** Cases last eight days: a sample every five minutes, and a look at the end of each day. */
const SAMPLE_S = 300;

const spec = aboutService({
  alert: 'TrafficDropped',
  timing: 'ticketAtOnce',
  summary: `${SERVICE_TEXT} gets {{ $value | humanizePercentage }} of its usual requests`,
  description: `In the last 30 min ${SERVICE_TEXT} got less than 30 % of the requests of the same half hour yesterday, and of a week ago. What arrives may succeed; the rest does not get here.`,
  panel: 'requests',
  value: '10%',
});

const count = (offsetS = 0): string =>
  `sum ${by(requests, ...SERVICE_LABELS)} (increase(${select(requests, [], 'count')}[${promDuration(windowS)}]${offsetS > 0 ? ` offset ${promDuration(offsetS)}` : ''}))`;

const DAY = DAY_S / SAMPLE_S;
/** Two windows: what is before the last window of each day must not matter. */
const WINDOW = (2 * windowS) / SAMPLE_S;
const DAYS = 8;
const firing = [alertOf(spec, spec.subjects.unwell)];
/** Requests of a sample in the last windows of day 1, of day 7 and of day 8, and of all other times. */
const week = (first: number, seventh: number, eighth: number, else_ = 500): Phase[] => [
  { samples: 1, good: else_ },
  ...Array.from({ length: DAYS }, (_, day) => [
    { samples: DAY - WINDOW, good: else_ },
    { samples: WINDOW, good: day === 0 ? first : day === DAYS - 2 ? seventh : day === DAYS - 1 ? eighth : else_ },
  ]).flat(),
];
const one = (labels: Labels, phases: readonly Phase[]): InputSeries => ({
  series: seriesText(of.name, { ...labels, ...of.labels }),
  values: counterRun(phases, ({ good = 0 }) => good),
});
const { unwell, well, next } = spec.subjects;
const at = (kind: RuleCase['kind'], title: string, series: readonly InputSeries[], fires: boolean, day = DAYS): RuleCase => ({
  kind,
  title,
  sampleIntervalS: SAMPLE_S,
  stepS: DAY_S,
  series,
  expect: [{ atS: day * DAY_S, firing: fires ? firing : [] }],
});
const of6 = usual / (windowS / SAMPLE_S);

const cases: readonly RuleCase[] = [
  {
    ...at(
      'fires',
      'at a tenth of both days, and names the service',
      [one(unwell, week(1000, 1000, 100)), one(well, week(1000, 1000, 1000))],
      true,
    ),
    message: { atS: DAYS * DAY_S, labels: firing[0] as Labels, ...spec.reads },
  },
  at('stays silent', 'at the usual traffic', [one(unwell, week(1000, 1000, 1000))], false),
  at('stays silent', 'after a busy yesterday, when it is as a week ago', [one(unwell, week(100, 1000, 100))], false),
  at('stays silent', 'after a busy week ago, when it is as yesterday', [one(unwell, week(1000, 100, 100))], false),
  at('boundary', 'exactly 30 % of yesterday is silent', [one(unwell, week(2000, 1000, 300))], false),
  at('boundary', '29 % of yesterday fires', [one(unwell, week(2000, 1000, 290))], true),
  at('boundary', 'exactly 30 % of a week ago is silent', [one(unwell, week(1000, 2000, 300))], false),
  at('boundary', '29 % of a week ago fires', [one(unwell, week(1000, 2000, 290))], true),
  at('low traffic', `${usual} requests yesterday are too few to compare`, [one(unwell, week(of6 * 4, of6, 0, of6))], false),
  at('low traffic', 'a quarter more is enough', [one(unwell, week(of6 * 4, of6 * 1.25, 0, of6))], true),
  at('series missing', 'nothing is known, nothing is said', [], false),
  at(
    'born late',
    'a service of three days has no week to compare with',
    [
      one(
        unwell,
        week(1000, 1000, 100).map((phase, index) => (index < 8 ? { samples: phase.samples, gone: true } : phase)),
      ),
    ],
    false,
  ),
  at(
    'push death',
    'a service that is lost is no drop: that is ServiceTelemetryLost',
    [one(unwell, week(1000, 1000, 100).slice(0, -1))],
    false,
  ),
  at(
    'counter reset',
    'a restart in a usual half hour is no drop',
    [one(unwell, [...week(1000, 1000, 1000).slice(0, -1), { samples: WINDOW, good: 1000, restarts: true }])],
    false,
  ),
  at(
    'new instance',
    'a new process that takes the traffic over is no drop',
    [
      one(unwell, week(1000, 1000, 1000).slice(0, -1)),
      one(next, [
        { samples: 1 + DAYS * DAY - WINDOW, gone: true },
        { samples: WINDOW, good: 1000 },
      ]),
    ],
    false,
  ),
];

export const trafficDropped: AlertRule = {
  ...ruleFrame(spec),
  expr: [
    `${count()} / ${count(DAY_S)} < ${limit}`,
    `and ${count()} / ${count(7 * DAY_S)} < ${limit}`,
    `and ${count(DAY_S)} > ${usual}`,
  ].join('\n'),
  cases,
};
