// What lines say: rules for Loki's ruler, which evaluates LogQL and hands alerts to the same Alertmanager.
//
// The ruler knows no `keep_firing_for`. They have no cases, because promtool knows no LogQL: their queries are parsed by a test and proven by faults in the live stack.

import { attribute, prometheusLabel, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { promDuration } from '../kit/duration.ts';
import type { AlertRule, RuleGroup } from '../kit/rule.ts';
import { withLeads } from '../leads.ts';
import { LOG } from '../limits.ts';
import { panelUrl, runbookUrl } from '../links.ts';
import type { PanelName } from '../panels.ts';
import { TEAM, TIMING } from '../policy.ts';
import { SERVICE_LABEL_TEXT, SERVICE_TEXT, SERVICE_URL_TEXT } from '../service-labels.ts';

const label = prometheusLabel;
/** Labels of a stream that name a service; the others are metadata of each line. */
const SERVICE = [resourceAttribute.serviceNamespace, resourceAttribute.serviceName, resourceAttribute.deploymentEnvironmentName].map(label);
const EXCEPTION = label(attribute.exceptionType);
/** All services of ours. */
const LINES = `{${label(resourceAttribute.serviceNamespace)}="peragus"}`;
const ERRORS = `${LINES} | detected_level=~"error|fatal"`;

const count = (by: readonly string[], query: string, windowS: number, offsetS = 0): string =>
  `sum by (${by.join(', ')}) (count_over_time(${query} [${promDuration(windowS)}]${offsetS > 0 ? ` offset ${promDuration(offsetS)}` : ''}))`;

interface Saying {
  readonly alert: string;
  readonly expr: string;
  readonly summary: string;
  readonly description: string;
  readonly panel: PanelName;
}

const rule = ({ alert, expr, summary, description, panel }: Saying): AlertRule => ({
  alert,
  expr,
  forS: TIMING.ticketAtOnce.forS,
  labels: { severity: TIMING.ticketAtOnce.severity, team: TEAM, service: SERVICE_LABEL_TEXT },
  annotations: {
    summary,
    description,
    runbook_url: runbookUrl(alert),
    dashboard_url: panelUrl(panel, { service: SERVICE_URL_TEXT }),
  },
  cases: [],
});

export const logs: RuleGroup = withLeads({
  name: 'logs',
  intervalS: 60,
  rules: [
    rule({
      alert: 'UncaughtException',
      panel: 'crashes',
      expr: `${count(SERVICE, `${LINES} | ${label(attribute.exceptionOrigin)} != ""`, LOG.uncaught.windowS)} > ${LOG.uncaught.limit}`,
      summary: `${SERVICE_TEXT} was ended by an exception`,
      description: `In the last 5 min an exception that nobody caught ended a process of ${SERVICE_TEXT}, {{ $value }} times. What it was doing for its users is lost; a supervisor may have started it again.`,
    }),
    rule({
      alert: 'NewErrorKind',
      panel: 'newKinds',
      expr: [
        `${count([...SERVICE, EXCEPTION], `${LINES} | ${EXCEPTION} != ""`, LOG.newError.windowS)} > ${LOG.newError.limit}`,
        `unless ${count([...SERVICE, EXCEPTION], `${LINES} | ${EXCEPTION} != ""`, LOG.newErrorMemory.windowS, LOG.newError.windowS)}`,
      ].join('\n'),
      summary: `${SERVICE_TEXT} fails in a new way: {{ $labels.${EXCEPTION} }}`,
      description: `In the last 10 min ${SERVICE_TEXT} logged {{ $labels.${EXCEPTION} }} for the first time in a day. New kinds of errors come with a new version, new data, or a part that begins to break.`,
    }),
    rule({
      alert: 'ErrorLogSpike',
      panel: 'errorLines',
      expr: [
        `${count(SERVICE, ERRORS, LOG.spikeFloor.windowS)} > ${LOG.spikeFloor.limit}`,
        `and ${count(SERVICE, ERRORS, LOG.spikeFloor.windowS)} > ${LOG.spike.limit} * ${count(SERVICE, ERRORS, LOG.spike.windowS)} / ${LOG.spike.windowS / LOG.spikeFloor.windowS}`,
      ].join('\n'),
      summary: `${SERVICE_TEXT} logged {{ $value }} errors in 10 min`,
      description: `${SERVICE_TEXT} has logged more than ${LOG.spike.limit} times as many errors in the last 10 min as usual over the day, and more than ${LOG.spikeFloor.limit}.`,
    }),
    rule({
      alert: 'LogSilence',
      panel: 'linesByLevel',
      expr: [
        `${count(SERVICE, LINES, LOG.talkative.windowS, LOG.silence.windowS)} > ${LOG.talkative.limit}`,
        `unless ${count(SERVICE, LINES, LOG.silence.windowS)} > ${LOG.silence.limit}`,
      ].join('\n'),
      summary: `${SERVICE_TEXT} logs nothing any more`,
      description: `${SERVICE_TEXT} wrote more than ${LOG.talkative.limit} lines in an hour and none in the last 15 min. It hangs, nobody uses it, or its lines don’t arrive.`,
    }),
  ],
});
