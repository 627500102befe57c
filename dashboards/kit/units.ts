// Grafana units from the UCUM units of the vocabulary, so that a panel's unit follows from what it asks for.

import { attribute, type Metric } from '../../instrumentation/vocabulary/index.ts';

/** UCUM unit → Grafana unit; an annotation such as `{request}` is a plain count. */
const UNIT: Readonly<Record<string, string>> = { s: 's', By: 'bytes', '1': 'percentunit', '{USD}': 'currencyUSD' };
/** UCUM unit per second → Grafana unit; seconds per second is a share of time. */
const UNIT_PER_SECOND: Readonly<Record<string, string>> = { s: 'percentunit', By: 'Bps' };
/** What a duration histogram counts, by the word before `duration`; anything else is a count a second. */
const EVENTS_PER_SECOND: Readonly<Record<string, string>> = { request: 'reqps', operation: 'ops' };

export const COUNT = 'short';
export const SECONDS = 's';
export const BYTES_PER_SECOND = 'Bps';
export const SHARE = 'percentunit';
/** `0.25 /s`; Grafana's own counts a second are written `c/s`, which nobody reads at once. */
export const COUNT_PER_SECOND = 'count:/s';

/** Grafana units of what spans carry. */
export const UNIT_OF_ATTRIBUTE: Readonly<Record<string, string>> = {
  [attribute.genAiUsageCost.key]: 'currencyUSD',
  [attribute.websocketMessageSize.key]: 'bytes',
};

/** Grafana unit of the metric's own value. */
export function unitOf(metric: Pick<Metric, 'unit'>): string {
  return UNIT[metric.unit] ?? COUNT;
}

/** Grafana unit of the metric's growth in one second. */
export function unitPerSecond(metric: Pick<Metric, 'unit'>): string {
  return UNIT_PER_SECOND[metric.unit] ?? COUNT_PER_SECOND;
}

/** Grafana unit of the number of observations that a histogram gets in one second. */
export function unitOfEvents(metric: Pick<Metric, 'name'>): string {
  const event = metric.name.split('.').at(-2) ?? '';
  return EVENTS_PER_SECOND[event] ?? COUNT_PER_SECOND;
}
