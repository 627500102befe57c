// Writes docs/slo.md: what is promised, when a broken promise is told, and how often chance alone would tell it.

import { BURN_PAIRS, type BurnPair, burnFactor, LEAST_BAD_EVENTS, requestsNeeded, thresholdOf } from '../alerts/burn-rate.ts';
import type { Objective } from '../alerts/kit/objective.ts';
import { detectionS, falseAlertOdds, falseAlertsPerPeriod } from '../alerts/slo/odds.ts';
import { firstPageS, needsOutageRule } from '../alerts/slo/total-outage.ts';
import { OBJECTIVES, PERIOD_DAYS } from '../alerts/slo.ts';
import { markdownTable } from './markdown-table.ts';

/** Real shapes: the demo visitor of `npm start`, a team that works, a busy public service. */
const TRAFFIC = [
  { name: '12 an hour', perSecond: 12 / 3600 },
  { name: '1 a second', perSecond: 1 },
  { name: '100 a second', perSecond: 100 },
] as const;
const BAD_SHARES = [1, 0.5, 0.1, 0.05, 0.01] as const;

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
const windowsOf = ({ long, short }: BurnPair): string => `${long} and ${short}`;

function duration(seconds: number): string {
  const units = [
    { name: 'd', s: 86_400 },
    { name: 'h', s: 3600 },
    { name: 'min', s: 60 },
  ];
  const unit = units.find(({ s }) => seconds >= 2 * s) ?? { name: 'min', s: 60 };
  return `${Number((seconds / unit.s).toPrecision(3))} ${unit.name}`;
}

const odds = (chance: number): string => (chance < 1e-9 ? '< 1e-9' : chance >= 0.001 ? chance.toPrecision(2) : chance.toExponential(0));

/** The page as Markdown. */
export function sloPage(): string {
  return [
    '# Objectives',
    '',
    'Generated from `alerts/slo.ts` and `alerts/burn-rate.ts` by `npm run generate`; do not edit.',
    `Each objective is a share of events that must be good over ${PERIOD_DAYS} days; what may be bad is its budget. OpenSLO files of the same are in \`alerts/generated/openslo/\`.`,
    '',
    ...markdownTable(
      ['Objective', '`slo`', 'Good', 'Budget', 'Told by', 'Why'],
      OBJECTIVES.map((one) => [
        one.title,
        `\`${one.slo}\``,
        percent(one.objective),
        `${percent(1 - one.objective)}, or ${duration((1 - one.objective) * PERIOD_DAYS * 86_400)} of all being bad`,
        `[${one.alert}](../alerts/runbooks/${one.alert}.md), ${one.pages ? 'page and ticket' : 'ticket'}`,
        one.because,
      ]),
    ),
    '',
    '## How an alert is decided',
    '',
    'Two windows must burn the budget faster than the table allows: the long one shows that it matters, the short one that it still happens. Source: slok/sloth v0.16, `google-30d.yaml`, which cites The Site Reliability Workbook, chapter 5.',
    `The long window must hold at least ${LEAST_BAD_EVENTS} bad events, so that one failure of a quiet service wakes nobody. From so many events on, the share alone decides:`,
    '',
    ...markdownTable(
      ['Windows', 'Severity', 'Budget gone', 'Times faster than allowed', ...OBJECTIVES.map(({ slo }) => `\`${slo}\`: above, from events`)],
      BURN_PAIRS.map((pair) => [
        windowsOf(pair),
        pair.severity,
        percent(pair.budget),
        String(burnFactor(pair, PERIOD_DAYS)),
        ...OBJECTIVES.map(({ objective }) => {
          const threshold = thresholdOf(pair, objective, PERIOD_DAYS);
          return `${percent(threshold)}, ${requestsNeeded(threshold)}`;
        }),
      ]),
    ),
    '',
    'With even traffic the two pairs of tickets become true together: a tenth of the budget in one day is a tenth in three. They differ when the traffic of the last day is much lower than before.',
    '',
    '## How it is counted',
    '',
    'Prometheus counts the events of each minute once (`slo:events:count1m`, `slo:bad_events:count1m`), and adds these up over each window. Each request weighs the same at noon and at night; a minute without traffic adds nothing; a counter that was never born is 0; what is no number is left out. The reasons and the forms are in `alerts/slo/recordings.ts`. The 30 days need a Prometheus that keeps 31: `collector/stores/prometheus.yaml`.',
    '',
    ...OBJECTIVES.flatMap(objectiveSection),
    '## Where the numbers come from',
    '',
    'Time to detect: the share of the long window that must be bad, `threshold × window ÷ bad share`, or the time in which the least number of bad events happens, whichever is longer, at steady traffic after a time without failures; rounded up to the minute in which it is counted. Alertmanager adds 5 to 15 s to a page. `alerts/slo/odds.ts` has the formulas, and `test/unit/slo-arithmetic.test.ts` compares them with what the rules do in promtool.',
    '',
    'False alarms: a service that fails exactly as often as it may, each request by itself. The number of failures in a window is binomial, and the odds are its upper tail at the number that the pair needs. The short window must agree as well, so the truth is at most this. The last pair fires at the rate of the objective itself, so a service that spends exactly its budget is told in about half of the windows; that is what the ticket says. Real failures come in clusters, which makes real alarms more likely than these, and right.',
    '',
  ].join('\n');
}

function objectiveSection(objective: Objective): string[] {
  const severities = objective.pages ? (['page', 'ticket'] as const) : (['ticket'] as const);
  return [
    `## ${objective.title}: ${percent(objective.objective)}`,
    '',
    ...outage(objective),
    ...severities.flatMap((severity) => detection(objective, severity)),
    ...falseAlarms(objective),
  ];
}

function outage(objective: Objective): string[] {
  if (!objective.pages || objective.good) return [];
  const wait = duration(firstPageS(objective));
  const closed = objective.outageAlert
    ? `[${objective.outageAlert}](../alerts/runbooks/${objective.outageAlert}.md) closes the gap`
    : 'the gap is accepted';
  return [`A total outage would page after ${wait}.${needsOutageRule(objective) ? ` That is too long; ${closed}.` : ''}`, ''];
}

function detection({ objective }: Objective, severity: 'page' | 'ticket'): string[] {
  const pairs = BURN_PAIRS.filter((pair) => pair.severity === severity);
  const soonest = (perSecond: number, share: number): string => {
    const times = pairs.flatMap((pair) => detectionS(pair, objective, perSecond, share) ?? []);
    return times.length > 0 ? duration(Math.min(...times)) : '–';
  };
  return [
    ...markdownTable(
      [`Time to the ${severity}, at`, ...BAD_SHARES.map((share) => `${percent(share)} bad`)],
      TRAFFIC.map(({ name, perSecond }) => [name, ...BAD_SHARES.map((share) => soonest(perSecond, share))]),
    ),
    '',
  ];
}

function falseAlarms({ objective, pages }: Objective): string[] {
  const pairs = BURN_PAIRS.filter(({ severity }) => pages || severity === 'ticket');
  return [
    ...markdownTable(
      [
        'False alarms in 30 days, at',
        ...pairs.map((pair) => `${pair.severity}, ${windowsOf(pair)}`),
        ...pairs.map((pair) => `the same without the guard, ${pair.long}`),
      ],
      TRAFFIC.map(({ name, perSecond }) => [
        name,
        ...pairs.map((pair) => odds(falseAlertsPerPeriod(pair, falseAlertOdds(pair, objective, perSecond)))),
        ...pairs.map((pair) => odds(falseAlertsPerPeriod(pair, falseAlertOdds(pair, objective, perSecond, 1)))),
      ]),
    ),
    '',
  ];
}
