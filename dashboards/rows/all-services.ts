// First rows of "Start here": the state of all services in one look, their objective, and what fires.

import { metric, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { DIRECTORY } from '../directory.ts';
import { NO_VERSION } from '../kit/annotations.ts';
import { howMany, isThere, leftOf, rest } from '../kit/arithmetic.ts';
import { goodFrom, worseAbove, worseBelow } from '../kit/colours.ts';
import { type Expression, events, level, named, quantile, ratio, reporting, spent, starts } from '../kit/expression.ts';
import { firingAlerts } from '../kit/firing.ts';
import type { Row } from '../kit/model.ts';
import { stat, states, table } from '../kit/panels.ts';
import { LIMIT, OBJECTIVE } from '../limits.ts';
import { FIRING_TABLE } from './firing-alerts.ts';
import { REPORTING, silentAfterS } from './health.ts';
import { youngS } from './runtime-health.ts';
import { FAILED, SERVICE, TO_BOARD, TO_CHOSEN, TO_ERROR_LOGS, TO_FAILED_TRACES, TO_LOGS, TO_TRACES, toChosenBoard } from './shared.ts';

const by = [SERVICE.key] as const;
const requests = metric.httpServerRequestDuration;
const alive = metric.processUptime;
const VERSION = resourceAttribute.serviceVersion;
const versioned = (expression: Expression): Expression => named(expression, VERSION.key, NO_VERSION);
const ROWS = 20;

const failedShare = ratio(events(requests, { by, anyOf: FAILED }), events(requests, { by }));
// Not what rules record: it shows from the first minute on, and where nobody has the rules. "SLO" has the recorded numbers.
const failedInObjective = ratio(events(requests, { by, anyOf: FAILED, over: 'month' }), events(requests, { by, over: 'month' }));
const budgetLeft = leftOf(OBJECTIVE.allowed, failedInObjective);
const BUDGET_SCALE = worseBelow(0, 0.25);
const objectiveText = `${OBJECTIVE.share * 100} % of the requests of ${OBJECTIVE.days} days`;

export const ALL_WELL: Row = {
  title: 'Is all well?',
  panels: [
    REPORTING,
    stat({
      title: 'Alerts that fire',
      shows: 'Alerts of the chosen services, and of the stack, that fire now.',
      normal: '0.',
      otherwise: 'The table below names them; each has a runbook in its notification.',
      empty: 'Prometheus does not answer: nobody knows',
      query: { expression: howMany(firingAlerts()) },
      scale: worseAbove(1, 2),
      mode: 'now',
      links: [toChosenBoard(DIRECTORY.alerts), TO_CHOSEN.failedTraces, TO_CHOSEN.errorLogs],
    }),
    stat({
      title: 'Objective kept',
      shows: `Share of the requests of ${OBJECTIVE.days} days that were answered well; the objective is ${OBJECTIVE.share * 100} %. Only the days that Prometheus still has count.`,
      normal: `At least ${OBJECTIVE.share * 100} %.`,
      otherwise: 'Reliability comes before features until it is: begin with the failing routes of "Service overview".',
      empty: 'No request was measured yet',
      query: { expression: rest(failedInObjective) },
      scale: worseBelow(OBJECTIVE.share, 1 - LIMIT.failedShare.warn),
      mode: 'now',
      links: [TO_BOARD.slo, TO_BOARD.serviceOverview, TO_FAILED_TRACES, TO_ERROR_LOGS],
    }),
    stat({
      title: 'Error budget left',
      shows: `What is left of the failures that the objective allows: 100 % when none of ${objectiveText} failed, 0 % when all allowed ones did.`,
      normal: 'Above 25 %.',
      otherwise: 'Below 0 the objective is broken: stop risky changes. A fast fall is an incident: look at the table below.',
      empty: 'No request was measured yet',
      query: { expression: budgetLeft },
      scale: BUDGET_SCALE,
      mode: 'now',
      links: [TO_BOARD.slo, TO_BOARD.serviceOverview, TO_FAILED_TRACES, TO_ERROR_LOGS],
    }),
  ],
};

export const ALL_SERVICES: Row = {
  title: 'Services',
  panels: [
    table({
      title: 'All services',
      shows: `State of each service now: processes that reported in the last ${silentAfterS} s, requests, failures, duration, event loop, error budget.`,
      normal: 'No column is orange or red.',
      otherwise: 'Click the service for the dashboard that goes deeper: requests, processes, database.',
      empty: 'No service reported in this time range',
      keys: [{ attribute: SERVICE, heading: 'Service' }],
      values: [
        { heading: 'Processes', expression: reporting(alive, { by }, silentAfterS), scale: goodFrom(1) },
        { heading: 'Requests', expression: events(requests, { by }) },
        { heading: 'Failed share', expression: failedShare, scale: worseAbove(LIMIT.failedShare.warn, LIMIT.failedShare.bad) },
        {
          heading: 'p95',
          expression: quantile(0.95, requests, { by }),
          scale: worseAbove(LIMIT.requestSeconds.warn, LIMIT.requestSeconds.bad),
        },
        {
          heading: 'Event loop busy',
          expression: level('max', metric.eventLoopUtilization, { by }),
          scale: worseAbove(LIMIT.eventLoopShare.warn, LIMIT.eventLoopShare.bad),
        },
        {
          heading: 'Held by SQLite',
          expression: spent(metric.sqliteBlockedTime, { by }),
          scale: worseAbove(LIMIT.sqlShare.warn, LIMIT.sqlShare.bad),
        },
        { heading: 'Budget left', expression: budgetLeft, scale: BUDGET_SCALE },
        { heading: 'Up for', expression: level('min', alive, { by }) },
      ],
      orderBy: 'Requests',
      rows: ROWS,
      height: 6,
      links: [TO_BOARD.serviceOverview, TO_BOARD.nodeRuntime, TO_BOARD.sqlite, TO_BOARD.websockets, TO_TRACES, TO_LOGS],
    }),
    states({
      title: 'Reporting over time',
      shows: `Whether any process of a service reported in the ${silentAfterS} s before each moment.`,
      normal: 'One band in one colour.',
      otherwise: 'A gap at a deploy mark is a restart that took too long; elsewhere a crash, or telemetry that did not arrive.',
      empty: 'No service reported in this time range',
      query: { expression: isThere(reporting(alive, { by }, silentAfterS)) },
      states: [
        { value: 1, text: 'reports', tone: 'good' },
        { value: 0, text: 'silent', tone: 'bad' },
      ],
      links: [TO_BOARD.serviceOverview, TO_ERROR_LOGS, TO_TRACES],
    }),
  ],
};

export const ALERTS_AND_CHANGES: Row = {
  title: 'What fires, what changed',
  panels: [
    FIRING_TABLE,
    table({
      title: 'Deploys and restarts',
      shows: 'Versions that ran in the time range, how many processes of them began in it, and how long the youngest has run.',
      normal: `As many starts as you deployed. ${LIMIT.starts.because}.`,
      otherwise: 'Starts that nobody ordered are crashes: the error log of the minute before says why.',
      empty: 'No service reported in this time range',
      keys: [
        { attribute: SERVICE, heading: 'Service' },
        { attribute: VERSION, heading: 'Version' },
      ],
      values: [
        {
          heading: 'Starts',
          expression: versioned(starts(alive, { by: [SERVICE.key, VERSION.key] }, youngS)),
          scale: worseAbove(LIMIT.starts.warn, LIMIT.starts.bad),
        },
        { heading: 'Up for', expression: versioned(level('min', alive, { by: [SERVICE.key, VERSION.key] })) },
      ],
      orderBy: 'Starts',
      rows: ROWS,
      width: 12,
      links: [TO_BOARD.nodeRuntime, TO_ERROR_LOGS, TO_TRACES],
    }),
  ],
};
