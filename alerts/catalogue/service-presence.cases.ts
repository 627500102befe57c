// Cases that prove ServiceTelemetryLost: pushed series that live, die, restart and are forgotten.

import { service } from '../../instrumentation/vocabulary/index.ts';
import { alertLabels, samplesIn, samplesUntil, uptimeSeries } from '../case-series.ts';
import type { RuleCase } from '../kit/rule-case.ts';
import { gap, ramp, STALE_MARKER, sequence } from '../kit/samples.ts';

const api = { of: service.api };
const web = { of: service.web };
/** Second of the last sample in the cases below, and the seconds at which its loss fires and is forgotten. */
const LAST_S = 180;
const FIRES_S = LAST_S + 45 + 30;
const FORGOTTEN_S = LAST_S + 3600;
const ALWAYS = ramp(0, 15, samplesUntil(600));
const UNTIL_LAST = ramp(0, 15, samplesUntil(LAST_S));
const API_FIRES = [alertLabels(service.api)];

export const servicePresenceCases: readonly RuleCase[] = [
  {
    kind: 'fires',
    title: 'names the dead service alone, 75 s after its last sample',
    series: [uptimeSeries(api, UNTIL_LAST), uptimeSeries(web, ALWAYS)],
    expect: [
      { atS: LAST_S, firing: [] },
      { atS: FIRES_S - 5, firing: [] },
      { atS: FIRES_S, firing: API_FIRES },
    ],
    message: {
      atS: FIRES_S,
      labels: alertLabels(service.api),
      summary: 'peragus-api went silent',
      description:
        'No metric of peragus-api has arrived for more than 75 s. All its processes are dead, frozen or cut off from the ' +
        'Collector. Its other alerts are blind until it returns.',
      dashboard_url: 'http://127.0.0.1:3000/d/service-overview?viewPanel=panel-2&var-service=peragus-api',
    },
  },
  {
    kind: 'fires',
    title: 'production is lost while staging of the same service lives',
    series: [
      uptimeSeries({ ...api, environment: 'production' }, UNTIL_LAST),
      uptimeSeries({ ...api, instanceId: 'b', environment: 'staging' }, ALWAYS),
    ],
    expect: [{ atS: FIRES_S, firing: [{ ...alertLabels(service.api), deployment_environment_name: 'production' }] }],
    message: {
      atS: FIRES_S,
      labels: { ...alertLabels(service.api), deployment_environment_name: 'production' },
      summary: 'peragus-api (production) went silent',
      description:
        'No metric of peragus-api (production) has arrived for more than 75 s. All its processes are dead, frozen or cut off ' +
        'from the Collector. Its other alerts are blind until it returns.',
      dashboard_url: 'http://127.0.0.1:3000/d/service-overview?viewPanel=panel-2&var-service=peragus-api',
    },
  },
  {
    kind: 'fires',
    title: 'resolves at the first evaluation after data returns',
    series: [uptimeSeries(api, sequence(UNTIL_LAST, gap(samplesIn(285)), ramp(0, 15, 40)))],
    expect: [
      { atS: LAST_S + 299, firing: API_FIRES },
      { atS: LAST_S + 300, firing: [] },
    ],
  },
  {
    kind: 'stays silent',
    title: 'while both services push every 15 s',
    series: [uptimeSeries(api, ALWAYS), uptimeSeries(web, ALWAYS)],
    expect: [200, 400, 600].map((atS) => ({ atS, firing: [] })),
  },
  {
    kind: 'stays silent',
    title: 'for 130 s after Prometheus starts: it must be awake itself before a missing sample means a death',
    series: [uptimeSeries(api, ramp(0, 15, 1))],
    expect: [
      { atS: 80, firing: [] },
      { atS: 125, firing: [] },
      { atS: 130, firing: API_FIRES },
    ],
  },
  {
    kind: 'boundary',
    title: '75 s from one sample to the next fire nothing, 90 s do',
    series: [
      uptimeSeries(web, sequence(UNTIL_LAST, gap(4), ramp(1, 15, 20))),
      uptimeSeries(api, sequence(UNTIL_LAST, gap(5), ramp(1, 15, 20))),
    ],
    expect: [
      { atS: FIRES_S, firing: API_FIRES },
      { atS: FIRES_S + 10, firing: API_FIRES },
      { atS: FIRES_S + 15, firing: [] },
    ],
  },
  {
    kind: 'boundary',
    title: 'fires until an hour after the last sample, then the service counts as removed',
    series: [uptimeSeries(api, UNTIL_LAST)],
    expect: [
      { atS: FORGOTTEN_S - 5, firing: API_FIRES },
      { atS: FORGOTTEN_S, firing: [] },
    ],
  },
  {
    kind: 'born late',
    title: 'a service that is first seen at 300 s is neither lost before nor after',
    series: [uptimeSeries(api, sequence(gap(samplesIn(300)), ramp(0, 15, 40)))],
    expect: [300, 360, 600].map((atS) => ({ atS, firing: [] })),
  },
  {
    kind: 'series missing',
    title: 'a service that was never seen is not lost',
    series: [],
    expect: [{ atS: 600, firing: [] }],
  },
  {
    kind: 'push death',
    title: 'without a stale marker: still firing ten minutes after the death',
    series: [uptimeSeries(api, UNTIL_LAST)],
    expect: [
      { atS: FIRES_S, firing: API_FIRES },
      { atS: LAST_S + 600, firing: API_FIRES },
    ],
  },
  {
    kind: 'push death',
    title: 'with a stale marker: neither earlier nor later',
    series: [uptimeSeries(api, sequence(UNTIL_LAST, STALE_MARKER))],
    expect: [
      { atS: FIRES_S - 5, firing: [] },
      { atS: FIRES_S, firing: API_FIRES },
    ],
  },
  {
    kind: 'counter reset',
    title: 'uptime that falls back to 0 is a restart, not a death',
    series: [uptimeSeries(api, sequence(UNTIL_LAST, ramp(1, 15, 40)))],
    expect: [15, 45, 75, 300].map((sinceS) => ({ atS: LAST_S + sinceS, firing: [] })),
  },
  {
    kind: 'new instance',
    title: 'a new process that takes over within 45 s is no loss',
    series: [
      uptimeSeries(api, UNTIL_LAST),
      uptimeSeries({ ...api, instanceId: 'b' }, sequence(gap(samplesUntil(LAST_S + 30)), ramp(1, 15, 40))),
    ],
    expect: [30, 45, 75, 300].map((sinceS) => ({ atS: LAST_S + sinceS, firing: [] })),
  },
  {
    kind: 'new instance',
    title: 'one of two processes ends and the other lives: silence; then the other ends too: one alert, not two',
    series: [uptimeSeries(api, ramp(0, 15, samplesUntil(LAST_S - 90))), uptimeSeries({ ...api, instanceId: 'b' }, UNTIL_LAST)],
    expect: [
      { atS: LAST_S - 15, firing: [] },
      { atS: LAST_S, firing: [] },
      { atS: FIRES_S, firing: API_FIRES },
    ],
  },
];
