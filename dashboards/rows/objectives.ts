// Objectives: are they kept, how fast does their budget burn, and how soon would somebody be told?

import { attribute, SLO_LABEL } from '../../instrumentation/vocabulary/index.ts';
import { DIRECTORY } from '../directory.ts';
import { howMany } from '../kit/arithmetic.ts';
import { type Step, worseAbove, worseBelow } from '../kit/colours.ts';
import { highest } from '../kit/expression.ts';
import { firingObjectives } from '../kit/firing.ts';
import type { Row, TablePanel, TimeSeriesPanel } from '../kit/model.ts';
import {
  budgetLastsS,
  budgetLeft,
  burn,
  eventsOfMinute,
  howManyAre,
  keptShare,
  overall,
  promisedShare,
  toldInS,
} from '../kit/objectives.ts';
import { stat, table, timeSeries } from '../kit/panels.ts';
import { BURN, OBJECTIVE } from '../limits.ts';
import { SERVICE, TO_BOARD, TO_CHOSEN, TO_ERROR_LOGS, TO_FAILED_TRACES, toChosenBoard } from './shared.ts';

const ROWS = 30;
const DAY_S = 86_400;
const links = [TO_BOARD.serviceOverview, TO_FAILED_TRACES, TO_ERROR_LOGS];
const chosenLinks = [toChosenBoard(DIRECTORY.serviceOverview), TO_CHOSEN.failedTraces, TO_CHOSEN.errorLogs];
const LEFT_SCALE = worseBelow(0, 0.25);
const BURN_SCALE = worseAbove(1, BURN.hour.factor);
const NOTHING_YET = 'Nothing is recorded yet: the first numbers come after some minutes of traffic';
const KEYS = [
  { attribute: { key: SLO_LABEL }, heading: 'Objective' },
  { attribute: SERVICE, heading: 'Service' },
  { attribute: attribute.httpRoute, heading: 'Route' },
];

export const PROMISES: Row = {
  title: 'Are the promises kept?',
  panels: [
    stat({
      title: 'Objectives broken',
      shows: `Objectives whose budget of ${OBJECTIVE.days} days is used up.`,
      normal: '0.',
      otherwise: 'Reliability comes before features until it is kept again: the table below names the service.',
      empty: NOTHING_YET,
      query: { expression: howManyAre('<= 0', budgetLeft()) },
      scale: [
        { from: null, tone: 'good' },
        { from: 1, tone: 'bad' },
      ],
      mode: 'now',
      links: chosenLinks,
    }),
    stat({
      title: 'Least budget left',
      shows: `What is left of the failures that an objective allows in ${OBJECTIVE.days} days, for the objective with the least.`,
      normal: 'Above 25 %.',
      otherwise: 'Below 25 %: put off risky changes. Below 0 the promise is broken.',
      empty: NOTHING_YET,
      query: { expression: overall('min', budgetLeft()) },
      scale: LEFT_SCALE,
      mode: 'now',
      links: chosenLinks,
    }),
    stat({
      title: 'Fastest burn, 1 h',
      shows: 'How many times faster than allowed the budget burned in the last hour, for the objective where it burns fastest.',
      normal: `Below 1. At ${BURN.hour.factor} somebody is paged: 2 % of the budget are gone in an hour.`,
      otherwise: 'It is an incident: the graphs below say which objective, the service overview which route.',
      empty: NOTHING_YET,
      query: { expression: overall('max', burn(BURN.hour.window)) },
      scale: BURN_SCALE,
      mode: 'trend',
      links: chosenLinks,
    }),
    stat({
      title: 'Alerts of objectives',
      shows: 'Alerts that fire because a budget burns or is used up.',
      normal: '0.',
      otherwise: '"Alerts and on-call" names them, and says who was told.',
      empty: 'Prometheus does not answer: nobody knows',
      query: { expression: howMany(firingObjectives()) },
      scale: worseAbove(1, 2),
      mode: 'now',
      links: [toChosenBoard(DIRECTORY.alerts), ...chosenLinks],
    }),
  ],
};

export const OBJECTIVES: Row = {
  title: 'Objectives',
  panels: [
    table({
      title: 'Every objective',
      shows: `What each service promises over ${OBJECTIVE.days} days, what it kept, what is left, and how long that lasts at the rate of the last 6 h.`,
      normal: 'No column is orange or red; "Lasts" is empty where nothing failed.',
      otherwise: 'Begin with the fastest burn: what burns now can still be saved.',
      empty: NOTHING_YET,
      keys: KEYS,
      values: [
        { heading: 'Budget left', expression: budgetLeft(), scale: LEFT_SCALE },
        { heading: 'Burn, 1 h', expression: burn('1h'), scale: BURN_SCALE },
        { heading: 'Promised', expression: promisedShare() },
        { heading: 'Kept', expression: keptShare() },
        { heading: 'Burn, 3 d', expression: burn('3d'), scale: worseAbove(BURN.threeDays.factor, BURN.day.factor) },
        { heading: 'Lasts', expression: budgetLastsS('6h', OBJECTIVE.days * DAY_S) },
      ],
      orderBy: 'Burn, 1 h',
      rows: ROWS,
      height: 10,
      links,
    }),
  ],
};

/** Burn over one window, with the line at which the alert that looks at it fires. */
function burnPanel(title: string, { window, factor }: (typeof BURN)[keyof typeof BURN], tone: Step['tone'], says: string): TimeSeriesPanel {
  return timeSeries({
    title,
    shows: `How many times faster than allowed each budget burns, over ${window}; the 10 fastest.`,
    normal: `Below the line at ${factor}; 1 uses the budget up in exactly ${OBJECTIVE.days} days.`,
    otherwise: says,
    empty: NOTHING_YET,
    queries: [{ expression: highest(10, burn(window)) }],
    limits: [
      { from: null, tone: 'good' },
      { from: factor, tone },
    ],
    // So that the line is seen while all is well.
    softMax: factor,
    links,
  });
}

export const BURNING: Row = {
  title: 'How fast do they burn?',
  panels: [
    burnPanel('Burn, 1 h', BURN.hour, 'bad', 'Above the line somebody is paged when the last 5 min burn as fast: act at once.'),
    burnPanel(
      'Burn, 6 h',
      BURN.quarterDay,
      'bad',
      'Above the line somebody is paged when the last 30 min burn as fast: slower, but it will not end by itself.',
    ),
    burnPanel('Burn, 1 d', BURN.day, 'warn', 'Above the line a ticket is filed: look within the day.'),
    burnPanel('Burn, 3 d', BURN.threeDays, 'warn', 'Above the line a ticket is filed: the promise will be broken before the period ends.'),
  ],
};

export const BUDGETS: Row = {
  title: 'What was used, and by what',
  panels: [
    timeSeries({
      title: 'Budget left over time',
      shows: `What is left of each budget of ${OBJECTIVE.days} days.`,
      normal: 'Nearly level: old failures leave the period as new ones come.',
      otherwise: 'A step down is an incident: its time leads to the deploy or alert mark beside it.',
      empty: NOTHING_YET,
      queries: [{ expression: budgetLeft() }],
      limits: LEFT_SCALE,
      softMax: 1,
      links,
    }),
    timeSeries({
      title: 'Bad events',
      shows: 'Events of each minute that count against an objective.',
      normal: '0, with single ones.',
      otherwise: 'A plateau is a fault that lasts; single peaks are deploys, timeouts or one slow dependency.',
      empty: NOTHING_YET,
      queries: [{ expression: highest(10, eventsOfMinute('bad')) }],
      errors: true,
      links,
    }),
    timeSeries({
      title: 'Events that count',
      shows: 'Events of each minute that an objective counts, good and bad; the 10 most frequent.',
      normal: 'In step with traffic.',
      otherwise: 'None: no failure is seen either. A share of few events jumps; alerts wait for five bad ones.',
      empty: NOTHING_YET,
      queries: [{ expression: highest(10, eventsOfMinute('all')) }],
      width: 24,
      height: 7,
      links,
    }),
  ],
};

const told = (heading: string, share: number): TablePanel['values'][number] => ({
  heading,
  expression: toldInS(share, Object.values(BURN)),
});

export const DETECTION: Row = {
  title: 'How soon is somebody told?',
  panels: [
    table({
      title: 'Time to the first alert',
      shows:
        'From the first failure to the first alert, by the share of events that fails from then on, with steady traffic of five failures at least.',
      normal: 'Minutes where all fail; nothing where so few failures keep the promise.',
      otherwise:
        'Too slow: a stricter objective detects sooner. A total outage of requests or sockets has an alert of its own, within two minutes.',
      empty: NOTHING_YET,
      keys: KEYS,
      values: [told('All fail', 1), told('Half', 0.5), told('1 of 10', 0.1), told('1 of 100', 0.01)],
      orderBy: 'All fail',
      rows: ROWS,
      height: 10,
      links,
    }),
  ],
};
