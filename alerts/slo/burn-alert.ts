// The burn alerts of an objective, out of the table of window pairs.

import { recorded, SLO_LABEL } from '../../instrumentation/vocabulary/index.ts';
import { BURN_PAIRS, type BurnPair, burnFactor, LEAST_BAD_EVENTS, thresholdOf } from '../burn-rate.ts';
import type { Objective } from '../kit/objective.ts';
import { readTemplate } from '../kit/read-template.ts';
import type { AlertRule, Severity } from '../kit/rule.ts';
import { panelUrl, runbookUrl } from '../links.ts';
import type { PanelName } from '../panels.ts';
import { TEAM, TIMING } from '../policy.ts';
import { SERVICE_LABEL_TEXT, SERVICE_TEXT, SERVICE_URL_TEXT } from '../service-labels.ts';
import { PERIOD_DAYS } from '../slo.ts';
import { burnCases, burnSubject } from './burn-alert.cases.ts';

const pairsOf = (severity: Severity): BurnPair[] => BURN_PAIRS.filter((pair) => pair.severity === severity);

/** Both windows burn faster than the pair allows, and the long one holds enough bad events. */
function condition({ slo, objective }: Objective, pair: BurnPair): string {
  const only = `{${SLO_LABEL}="${slo}"}`;
  const threshold = thresholdOf(pair, objective, PERIOD_DAYS);
  return [
    `  ${recorded.badRatio(pair.short)}${only} > ${threshold}`,
    `  and ${recorded.badRatio(pair.long)}${only} > ${threshold}`,
    `  and ${recorded.badCount(pair.long)}${only} >= ${LEAST_BAD_EVENTS}`,
  ].join('\n');
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(4))} %`;

function description(objective: Objective, pairs: readonly BurnPair[]): string {
  const [fast, slow] = pairs.map((pair) => ({ ...pair, factor: burnFactor(pair, PERIOD_DAYS) }));
  if (!fast || !slow) throw new RangeError('A burn alert needs two pairs of windows.');
  return (
    `The objective is that ${percent(objective.objective)} of the ${objective.noun} of ${SERVICE_TEXT} are good over ${PERIOD_DAYS} days. ` +
    `The budget burns ${fast.factor} times faster than allowed over ${fast.long} and ${fast.short}, or ${slow.factor} times over ${slow.long} and ${slow.short}. ` +
    `At this rate ${percent(fast.budget)} of a month’s budget is gone in ${fast.long}, or ${percent(slow.budget)} in ${slow.long}.`
  );
}

/** The alert of one severity. */
export function burnAlert(objective: Objective, severity: 'page' | 'ticket'): AlertRule {
  const pairs = pairsOf(severity);
  const { forS, keepFiringForS } = severity === 'page' ? TIMING.pageAtOnce : TIMING.ticketAtOnce;
  const summary = `${SERVICE_TEXT}: {{ $value | humanizePercentage }} of ${objective.noun} ${objective.verb}`;
  const annotations = {
    summary,
    description: description(objective, pairs),
    runbook_url: runbookUrl(objective.alert),
    dashboard_url: panelUrl(objective.panel as PanelName, { service: SERVICE_URL_TEXT }),
  };
  const read = (text: string): string => readTemplate(text, burnSubject(objective), '100%');
  return {
    alert: objective.alert,
    expr: pairs.map((pair) => `(\n${condition(objective, pair)}\n)`).join(' or '),
    forS,
    keepFiringForS,
    labels: { severity, team: TEAM, service: SERVICE_LABEL_TEXT },
    annotations,
    cases: burnCases(objective, pairs, {
      keepFiringForS,
      reads: { summary: read(summary), description: read(annotations.description), dashboard_url: read(annotations.dashboard_url) },
    }),
    inapplicable: {
      'counter reset': 'the rule reads counts of minutes; that these survive a reset is a case of the recording rules',
      'new instance': 'the counts are of the service, whichever of its processes answered',
    },
  };
}
