// The ten faults of `npm test`: those that a person is woken for most rightly. All are rows of the fault table, made by the same machinery.

import type { Phase, Row } from '../row.ts';
import { expectedOf } from '../row.ts';
import { FAULTS } from './index.ts';

/** Takes what the row expects beside the alerts that are looked at here for explained, and doesn't wait for its end. */
function short(phase: Phase, service: string, ...alerts: readonly string[]): Row {
  const row = FAULTS.find((one) => one.phase === phase && one.service === service);
  if (!row) throw new Error(`No fault of ${service} is in phase ${phase}.`);
  const others = expectedOf(row).map((one) => `${one.alert} ${one.service}`);
  return { ...row, alerts, brings: [...others, ...(row.brings ?? [])] };
}

/** The windows of these outlast the fault: that they end is shown by `npm run prove:alerts`. */
const lasting = (row: Row): Row => ({ ...row, lasting: row.alerts });

/** Each on an observed service of its own, and what disturbs nobody. */
export const OF_SERVICES: readonly Row[] = [
  short('ends', 'killed', 'ServiceTelemetryLost page'),
  short('ends', 'frozen', 'ServiceTelemetryLost page'),
  short('requests', 'fails-all', 'ServiceTotalOutage page'),
  short('requests', 'fails-softly', 'ServiceTotalOutage page'),
  lasting(short('requests', 'slow', 'LatencyBudgetBurn page', 'RouteLatencyHigh ticket')),
  short('loop and heap', 'blocked', 'EventLoopBlocked page'),
  short('sockets', 'handlers-fail', 'WebSocketTotalOutage page'),
  lasting(short('sent', 'alertmanager', 'NotificationChannelFailing page')),
];

/** Both at once: what watches the services is gone, and so is the way to people. They hear of both as soon as it is back. */
export const OF_THE_WAY: readonly Row[] = [
  short('collector killed', 'collector', 'CollectorDown page'),
  short('alertmanager killed', 'alertmanager', 'AlertmanagerDown page'),
];
