// Cases that prove ServiceTotalOutage: counters of requests that fail, half fail, are too few, or stop.

import { service } from '../../instrumentation/vocabulary/index.ts';
import { alertLabels, type Outcome, requestSeries, samplesIn, samplesUntil } from '../case-series.ts';
import type { RuleCase } from '../kit/rule-case.ts';
import { flat, gap, ramp, sequence } from '../kit/samples.ts';

const api = { of: service.api };
const apiNext = { of: service.api, instanceId: 'b' };
const web = { of: service.web };
const OK: Outcome = { status: 200 };
const FAILED: Outcome = { status: 500, errorType: '500' };
const ABORTED: Outcome = { errorType: 'aborted' };

/** Second at which the outages below begin, and how long every case lasts. */
const START_S = 120;
const END_S = 300;
/** Requests from one sample to the next: 2 a second. */
const STEP = 30;
const before = samplesUntil(START_S);
const after = samplesIn(END_S - START_S);
const healthy = ramp(0, STEP, before + after);
const healthyUntilStart = sequence(ramp(0, STEP, before), flat(STEP * (before - 1), after));
const failingFromStart = sequence(flat(0, before), ramp(STEP, STEP, after));
const API_FIRES = [alertLabels(service.api)];

/** A minute of `step` requests a sample, in two outcomes. */
const steady = (okStep: number, failedStep: number) => [
  requestSeries(api, OK, ramp(1000, okStep, before + after)),
  requestSeries(api, FAILED, ramp(1000, failedStep, before + after)),
];

export const serviceErrorsCases: readonly RuleCase[] = [
  {
    kind: 'fires',
    title: '60 s after the start of an outage, and names the failing service alone',
    series: [requestSeries(api, OK, healthyUntilStart), requestSeries(api, FAILED, failingFromStart), requestSeries(web, OK, healthy)],
    expect: [
      { atS: START_S + 55, firing: [] },
      { atS: START_S + 60, firing: API_FIRES },
      { atS: END_S, firing: API_FIRES },
    ],
    message: {
      atS: END_S,
      labels: alertLabels(service.api),
      summary: 'peragus-api fails 100% of its requests',
      description:
        'More than half of the requests to peragus-api in the last 60 s ended with a 5xx status or an error, for more than ' +
        '30 s. Most users cannot work.',
      dashboard_url: 'http://127.0.0.1:3000/d/service-overview?viewPanel=panel-8&var-service=peragus-api',
    },
  },
  {
    kind: 'born late',
    title: '60 s after the start when the failing series is born in the outage: its first sample is no increase',
    series: [requestSeries(api, OK, healthyUntilStart), requestSeries(api, FAILED, sequence(gap(before), ramp(STEP, STEP, after)))],
    expect: [{ atS: START_S + 60, firing: API_FIRES }],
  },
  {
    kind: 'fires',
    title: 'on failures without a status: requests that are cut off',
    series: [requestSeries(api, OK, healthyUntilStart), requestSeries(api, ABORTED, failingFromStart)],
    expect: [
      { atS: START_S + 55, firing: [] },
      { atS: START_S + 60, firing: API_FIRES },
    ],
  },
  {
    kind: 'fires',
    title: 'on a 5xx status without a failure class',
    series: [requestSeries(api, OK, healthyUntilStart), requestSeries(api, { status: 503 }, failingFromStart)],
    expect: [
      { atS: START_S + 55, firing: [] },
      { atS: START_S + 60, firing: API_FIRES },
    ],
  },
  {
    kind: 'fires',
    title: 'resolves 30 s after requests succeed again',
    series: [
      requestSeries(api, FAILED, sequence(ramp(0, STEP, before), flat(STEP * (before - 1), after))),
      requestSeries(api, OK, sequence(flat(0, before), ramp(STEP, STEP, after))),
    ],
    expect: [
      { atS: START_S + 25, firing: API_FIRES },
      { atS: START_S + 30, firing: [] },
    ],
  },
  {
    kind: 'stays silent',
    title: 'while everything succeeds, and when everything is answered with 404',
    series: [requestSeries(api, OK, healthy), requestSeries(web, { status: 404 }, healthy)],
    expect: [START_S, END_S].map((atS) => ({ atS, firing: [] })),
  },
  {
    kind: 'stays silent',
    title: 'at 40 % failures: a failure with both status and class counts once',
    series: steady(18, 12),
    expect: [START_S, END_S].map((atS) => ({ atS, firing: [] })),
  },
  {
    kind: 'boundary',
    title: 'exactly half failing is silent',
    series: steady(15, 15),
    expect: [START_S, END_S].map((atS) => ({ atS, firing: [] })),
  },
  { kind: 'boundary', title: '17 of 30 failing fires', series: steady(13, 17), expect: [{ atS: END_S, firing: API_FIRES }] },
  {
    kind: 'low traffic',
    title: '20 requests a minute, all failing, are too few',
    series: steady(0, 5),
    expect: [START_S, START_S + 5, START_S + 10, END_S].map((atS) => ({ atS, firing: [] })),
  },
  {
    kind: 'low traffic',
    title: '24 requests a minute, all failing, fire',
    series: steady(0, 6),
    expect: [{ atS: END_S, firing: API_FIRES }],
  },
  {
    kind: 'boundary',
    title: 'a majority of failures for less than 30 s is silent',
    series: [
      requestSeries(api, OK, sequence(ramp(0, STEP, before), flat(STEP * (before - 1), 3), ramp(STEP * (before + 4), 10 * STEP, after))),
      requestSeries(api, FAILED, sequence(flat(0, before), ramp(STEP, STEP, 3), flat(3 * STEP, after))),
    ],
    expect: [45, 55, 60, 65, 75, 90].map((sinceS) => ({ atS: START_S + sinceS, firing: [] })),
  },
  {
    kind: 'series missing',
    title: 'no failing series: silent; no request series at all: silent',
    series: [requestSeries(api, OK, healthy)],
    expect: [START_S, END_S].map((atS) => ({ atS, firing: [] })),
  },
  {
    kind: 'series missing',
    title: 'no successful series: fires',
    series: [requestSeries(api, FAILED, healthy)],
    expect: [{ atS: START_S, firing: API_FIRES }],
  },
  {
    kind: 'push death',
    title: 'ends 45 s after the last sample, and ServiceTelemetryLost takes over',
    series: [requestSeries(api, FAILED, ramp(0, STEP, before))],
    expect: [
      { atS: START_S + 40, firing: API_FIRES },
      { atS: START_S + 45, firing: [] },
      { atS: END_S, firing: [] },
    ],
  },
  {
    kind: 'counter reset',
    title: 'healthy counters that start again from 0 are silent',
    series: [
      requestSeries(api, OK, sequence(ramp(0, STEP, before), ramp(0, STEP, after))),
      requestSeries(api, FAILED, sequence(flat(500, before), flat(0, after))),
    ],
    expect: [15, 30, 60, 90].map((sinceS) => ({ atS: START_S + sinceS, firing: [] })),
  },
  {
    kind: 'counter reset',
    title: 'an outage that goes on over a restart keeps firing',
    series: [requestSeries(api, FAILED, sequence(ramp(0, STEP, before), ramp(0, STEP, after)))],
    expect: [0, 15, 30, 60, 90].map((sinceS) => ({ atS: START_S + sinceS, firing: API_FIRES })),
  },
  {
    kind: 'new instance',
    title: 'a healthy new process ends the outage of the old one within 60 s',
    series: [requestSeries(api, FAILED, ramp(0, STEP, before)), requestSeries(apiNext, OK, sequence(gap(before), ramp(0, STEP, after)))],
    expect: [
      { atS: START_S, firing: API_FIRES },
      { atS: START_S + 60, firing: [] },
      { atS: END_S, firing: [] },
    ],
  },
  {
    kind: 'new instance',
    title: 'a new process that fails too keeps firing',
    series: [
      requestSeries(api, FAILED, ramp(0, STEP, before)),
      requestSeries(apiNext, FAILED, sequence(gap(before), ramp(0, STEP, after))),
    ],
    expect: [0, 15, 30, 60, 90].map((sinceS) => ({ atS: START_S + sinceS, firing: API_FIRES })),
  },
];
