// Alerts as numbers: which fire, and since when.

import { external, prometheusLabel, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { type Expression, promql } from './expression.ts';
import { placeholder } from './scope.ts';
import { COUNT, SECONDS } from './units.ts';

/** Labels that Prometheus itself puts on its `ALERTS` series, and the one by which rules say how urgent they are. */
export const ALERT_LABELS = { name: 'alertname', state: 'alertstate', severity: 'severity' } as const;
/** An alert by this name always fires, to show that alerting works; it says nothing else. */
const ALWAYS_FIRING = 'Watchdog';

const SERVICE_LABEL = prometheusLabel(resourceAttribute.serviceName);
const LABELS = [ALERT_LABELS.name, ALERT_LABELS.severity, SERVICE_LABEL];
const EACH = `by (${LABELS.join(', ')})`;
const OF_CHOSEN = [`${ALERT_LABELS.name}!="${ALWAYS_FIRING}"`, `${SERVICE_LABEL}=~"${placeholder('service')}|"`];

/** The alerts that fire: those of the chosen services, and those that belong to none. */
export const FIRING = `${external.alerts.name}{${[`${ALERT_LABELS.state}="firing"`, ...OF_CHOSEN].join(', ')}}`;

/** One result for each alert and service, with the number of its instances. */
export const firingAlerts = (): Expression => promql(`count ${EACH} (${FIRING})`, COUNT, LABELS);

/** For how long the condition of each of these alerts has held. */
export const firingSeconds = (): Expression =>
  promql(`time() - min ${EACH} (${external.alertsSince.name}{${OF_CHOSEN.join(', ')}}) and count ${EACH} (${FIRING})`, SECONDS, LABELS);
