// Precision: every page that people got while faults were made must be explained by one of them.

import { TELEMETRY_LOST } from '../../alerts/catalogue/service-presence.ts';
import type { Told } from './receiver.ts';
import { expectedOf, type Row } from './row.ts';

export interface FalsePage {
  readonly alert: string;
  readonly service: string;
  /** Seconds after the phase began. */
  readonly atS: number;
}

const explainedBy = (rows: readonly Row[]): Set<string> =>
  new Set(
    rows.flatMap((row) => [
      ...expectedOf(row)
        .filter(({ severity }) => severity === 'page')
        .map(({ alert, service }) => `${alert} ${service}`),
      ...(row.brings ?? []),
    ]),
  );

/** Pages that began in the phase and that none of its rows explains, each once; services that were `ended` on purpose are lost. */
export function falsePages(told: readonly Told[], rows: readonly Row[], fromMs: number, ended: readonly string[] = []): FalsePage[] {
  const explained = new Set([...explainedBy(rows), ...ended.map((service) => `${TELEMETRY_LOST} ${service}`)]);
  const found = new Map<string, FalsePage>();
  for (const { status, labels, startsAt, atMs } of told) {
    const { alertname: alert = '', service = '', severity } = labels;
    if (status !== 'firing' || severity !== 'page' || Date.parse(startsAt) < fromMs) continue;
    if (explained.has(`${alert} ${service}`) || explained.has(`${alert} *`)) continue;
    const key = `${alert} ${service}`;
    if (!found.has(key)) found.set(key, { alert, service, atS: Math.round((atMs - fromMs) / 1000) });
  }
  return [...found.values()];
}
