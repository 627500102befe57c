// Alerts as numbers: which fire, which wait, since when, and how often and how long they did.

import {
  external,
  prometheusLabel,
  RULE_EVALUATION_INTERVAL_S,
  resourceAttribute,
  SLO_LABEL,
} from '../../instrumentation/vocabulary/index.ts';
import { type Expression, promql } from './expression.ts';
import { placeholder } from './scope.ts';
import { COUNT, SECONDS } from './units.ts';

/** Labels that Prometheus itself puts on its `ALERTS` series, and those by which rules say how urgent they are and whom they are about. */
export const ALERT_LABELS = { name: 'alertname', state: 'alertstate', severity: 'severity', service: 'service' } as const;
/** An alert by this name always fires, to show that alerting works; it says nothing else. */
const ALWAYS_FIRING = 'Watchdog';

const SERVICE_LABEL = prometheusLabel(resourceAttribute.serviceName);
const LABELS = [ALERT_LABELS.name, ALERT_LABELS.severity, SERVICE_LABEL];
const EACH = `by (${LABELS.join(', ')})`;
const OF_CHOSEN = [`${SERVICE_LABEL}=~"${placeholder('service')}|"`, `${ALERT_LABELS.name}!="${ALWAYS_FIRING}"`];

type State = 'firing' | 'pending';

/** An alert that belongs to no service of the application names the part of the stack instead: `tempo`, `host`. */
const withPart = (alerts: string): string => `label_replace(${alerts}, "${SERVICE_LABEL}", "$1", "${ALERT_LABELS.service}", "(.+)")`;

const alertsIn = (state: State, ...where: readonly string[]): string =>
  withPart(`${external.alerts.name}{${[...OF_CHOSEN, `${ALERT_LABELS.state}="${state}"`, ...where].join(', ')}}`);

/** The alerts that fire: those of the chosen services, and those that belong to none. */
export const FIRING = alertsIn('firing');

/** One result for each alert and service, with the number of its instances. */
export const firingAlerts = (severity?: string): Expression =>
  promql(`count ${EACH} (${alertsIn('firing', ...(severity ? [`${ALERT_LABELS.severity}="${severity}"`] : []))})`, COUNT, LABELS);

/** The alerts that fire because of an objective. */
export const firingObjectives = (): Expression => promql(`count ${EACH} (${alertsIn('firing', `${SLO_LABEL}!=""`)})`, COUNT, LABELS);

/** The alerts whose condition holds, but not for long enough to fire. */
export const waitingAlerts = (): Expression => promql(`count ${EACH} (${alertsIn('pending')})`, COUNT, LABELS);

/** For how long the condition of each alert in this state has held. */
export const sinceSeconds = (state: State): Expression =>
  promql(
    `time() - min ${EACH} (${withPart(`${external.alertsSince.name}{${OF_CHOSEN.join(', ')}}`)}) and count ${EACH} (${alertsIn(state)})`,
    SECONDS,
    LABELS,
  );

/** 1 where an alert waits, 2 where it fires. */
export const alertStates = (): Expression => promql(`max ${EACH} (2 * ${FIRING} or ${alertsIn('pending')})`, COUNT, LABELS);

/** How often the condition of an alert began to hold, in the time range. */
export const alertBeginnings = (): Expression =>
  promql(`sum ${EACH} (${withPart(`changes(${external.alertsSince.name}{${OF_CHOSEN.join(', ')}}[$__range]) + 1`)})`, COUNT, LABELS);

/** How long each alert fired in the time range, whatever the interval of its rule. */
export const firedSeconds = (): Expression => {
  const everyS = RULE_EVALUATION_INTERVAL_S;
  return promql(`${everyS} * sum_over_time((group ${EACH} (${FIRING}))[$__range:${everyS}s])`, SECONDS, LABELS);
};

/** 1 as long as the alert fires that always does. */
export const heartbeat = (): Expression =>
  promql(`count(${external.alerts.name}{${ALERT_LABELS.name}="${ALWAYS_FIRING}", ${ALERT_LABELS.state}="firing"})`, COUNT, []);
