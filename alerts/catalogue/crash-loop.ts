// ServiceCrashLooping: processes of a service start, live for a few minutes at most, and are gone.

import { by, INSTANCE_LABEL, metric, select, service } from '../../instrumentation/vocabulary/index.ts';
import { alertLabels, samplesIn, uptimeSeries } from '../case-series.ts';
import { promDuration } from '../kit/duration.ts';
import { readTemplate } from '../kit/read-template.ts';
import type { AlertRule } from '../kit/rule.ts';
import type { InputSeries, RuleCase } from '../kit/rule-case.ts';
import { gap, ramp, sequence } from '../kit/samples.ts';
import { panelUrl, runbookUrl } from '../links.ts';
import { CRASH_LOOP, TEAM, TIMING } from '../policy.ts';
import { SERVICE_LABEL_TEXT, SERVICE_LABELS, SERVICE_TEXT, SERVICE_URL_TEXT } from '../service-labels.ts';

const ALERT = 'ServiceCrashLooping';
const uptime = metric.processUptime;
const each = by(uptime, ...SERVICE_LABELS, INSTANCE_LABEL);
const window = promDuration(CRASH_LOOP.windowS);

const annotations = {
  summary: `${SERVICE_TEXT} crashes again and again`,
  description: `In the last 15 min {{ $value }} processes of ${SERVICE_TEXT} were gone less than 5 min after their start. Users see errors between the starts, and what it was doing is lost each time.`,
  runbook_url: runbookUrl(ALERT),
  dashboard_url: panelUrl('uptime', { service: SERVICE_URL_TEXT }),
};
const labels = alertLabels(service.api);
const read = (text: string): string => readTemplate(text, labels, '4');

/** Seconds from one start to the next, and how long each process lives. */
const EVERY_S = 120;
const LIVES_S = 60;
/** One export short of the life that counts as one. */
const NEARLY_S = CRASH_LOOP.shortLifeS - 15;
/** Processes one after the other; each exports its uptime until it dies. */
const starts = (count: number, livesS = LIVES_S): InputSeries[] =>
  Array.from({ length: count }, (_, index) => {
    const samples = ramp(15, 15, samplesIn(livesS));
    const values = index === 0 ? samples : sequence(gap(samplesIn(index * EVERY_S)), samples);
    return uptimeSeries({ of: service.api, instanceId: `p${index}` }, values);
  });
const steady = uptimeSeries({ of: service.web }, ramp(15, 15, samplesIn(3600)));
/** The last of `count` processes is gone 45 s after its last sample. */
const goneS = (count: number): number => (count - 1) * EVERY_S + LIVES_S - 15 + CRASH_LOOP.goneS;
const firing = [labels];
const at = (kind: RuleCase['kind'], title: string, series: InputSeries[], atS: number, fires: boolean): RuleCase => ({
  kind,
  title,
  series,
  expect: [{ atS, firing: fires ? firing : [] }],
});
const fourGoneS = goneS(4);

const cases: readonly RuleCase[] = [
  {
    kind: 'fires',
    title: 'when the fourth process in a row is gone, and names the service that loops',
    series: [...starts(4), steady],
    expect: [
      { atS: fourGoneS - 15, firing: [] },
      { atS: fourGoneS, firing },
    ],
    message: {
      atS: fourGoneS,
      labels,
      summary: read(annotations.summary),
      description: read(annotations.description),
      dashboard_url: read(annotations.dashboard_url),
    },
  },
  {
    kind: 'fires',
    title: 'ends when the first of four has left the window',
    series: starts(4),
    expect: [
      { atS: LIVES_S - 15 + CRASH_LOOP.windowS + TIMING.pageAtOnce.keepFiringForS - 15, firing },
      { atS: LIVES_S - 15 + CRASH_LOOP.windowS + TIMING.pageAtOnce.keepFiringForS, firing: [] },
    ],
  },
  at('stays silent', 'while one process lives', [steady], 1200, false),
  at('boundary', 'three processes that are gone are a bad deploy: silent', starts(3), goneS(3) + 60, false),
  at('boundary', 'four that lived 285 s fire', starts(4, NEARLY_S), goneS(4) + NEARLY_S - LIVES_S, true),
  at('boundary', 'four that lived for five minutes are a deploy of four: silent', longLived(4), 900, false),
  at('series missing', 'a service that was never seen does not loop', [], 600, false),
  at('born late', 'a loop that begins late counts from its first process', later(starts(4), 600), 600 + fourGoneS, true),
  at('push death', 'processes that go silent together after a long life are lost, not looping', longLived(4), 1000, false),
  at(
    'counter reset',
    'uptime that falls back to 0 in one process is no crash that this rule counts',
    [uptimeSeries({ of: service.api }, sequence(ramp(15, 15, 40), ramp(15, 15, 40)))],
    1100,
    false,
  ),
  at(
    'new instance',
    'three that are gone and one that lives: silent',
    [...starts(3), uptimeSeries({ of: service.api, instanceId: 'new' }, sequence(gap(24), ramp(15, 15, 40)))],
    600,
    false,
  ),
];

/** Four processes beside each other that each live just as long as a process must. */
function longLived(count: number): InputSeries[] {
  return Array.from({ length: count }, (_, index) =>
    uptimeSeries({ of: service.api, instanceId: `d${index}` }, ramp(15, 15, samplesIn(CRASH_LOOP.shortLifeS))),
  );
}

function later(series: readonly InputSeries[], seconds: number): InputSeries[] {
  return series.map(({ series: name, values }) => ({ series: name, values: sequence(gap(samplesIn(seconds)), values) }));
}

export const serviceCrashLooping: AlertRule = {
  alert: ALERT,
  expr: [
    `count ${by(uptime, ...SERVICE_LABELS)} (`,
    `  max ${each} (max_over_time(${select(uptime)}[${window}])) < ${CRASH_LOOP.shortLifeS}`,
    `  unless max ${each} (last_over_time(${select(uptime)}[${promDuration(CRASH_LOOP.goneS)}]))`,
    `) > ${CRASH_LOOP.limit}`,
  ].join('\n'),
  inTime: [{ text: `< ${CRASH_LOOP.shortLifeS}` }],
  forS: TIMING.pageAtOnce.forS,
  keepFiringForS: TIMING.pageAtOnce.keepFiringForS,
  labels: { severity: 'page', team: TEAM, service: SERVICE_LABEL_TEXT },
  annotations,
  cases,
  inapplicable: { 'low traffic': 'a process lives or dies however much is asked of it' },
};
