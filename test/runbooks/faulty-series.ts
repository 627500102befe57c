// Series of the faulty past: what a process, the parts of the stack and the objectives tell when what the runbooks ask about went wrong.

import {
  attribute as a,
  type Metric,
  metric,
  providedAttribute,
  providedMetric,
  recorded,
  SLO_LABEL,
  stackAttribute as s,
  stackMetric,
} from '../../instrumentation/vocabulary/index.ts';
import type { Kind } from '../support/made-up-events.ts';
import type { Fields } from '../support/otlp-json.ts';

export type Told = readonly (readonly [Metric, readonly Kind[]])[];

const DAY_S = 86_400;
const events = (fields: Fields): Kind => ({ fields, events: 3, seconds: 0.02 });
const level = (fields: Fields, value: number): Kind => ({ fields, events: 1, seconds: 0, level: value });

/** Of a process; `nowS` is a time since 1970, as two of the metrics are. */
export const processFaults = (nowS: number): Told => [
  [metric.selfCheckOk, [level({ [a.selfCheck.key]: 'traces_delivery' }, 0)]],
  [metric.instrumentationActive, [level({ [a.instrumentedPackage.key]: 'express', [a.instrumentedVersion.key]: '5.3.0' }, 0)]],
  [metric.heapUsed, [level({ [a.heapSpaceName.key]: 'old_space' }, 900_000_000)]],
  [metric.websocketUpgradeFailures, [events({ [a.websocketSide.key]: 'server', [a.httpResponseStatusCode.key]: 401 })]],
  [providedMetric.credentialRotated, [level({ [providedAttribute.credentialName.key]: 'anthropic-api-key' }, nowS - 200 * DAY_S)]],
  [providedMetric.backupCompleted, [level({ [providedAttribute.backupName.key]: 'srcbook.db' }, nowS - 3 * DAY_S)]],
];

/** Of the Collector and the stores. */
export const partFaults: Told = [
  [stackMetric.queueSize, ['otlp_http/loki', 'otlp_http/tempo'].map((exporter) => level({ [s.exporter.key]: exporter }, 200_000_000))],
  [stackMetric.lokiRequests, ['204', '429', '500'].map((status) => events({ [s.route.key]: 'otlp_v1_logs', [s.statusCode.key]: status }))],
  [stackMetric.tempoRequests, [events({ [s.route.key]: 'api_search', [s.statusCode.key]: '500' })]],
  [
    stackMetric.prometheusAnswers,
    ['200', '400'].map((code) => events({ [s.answerCode.key]: code, [s.handler.key]: '/api/v1/otlp/v1/metrics' })),
  ],
];

/** Whether a part answered its last scrape: all but one did. */
export const PARTS_UP: Readonly<Record<string, Told>> = Object.fromEntries(
  ['prometheus', 'collector', 'loki', 'tempo', 'alertmanager'].map((job) => [
    job,
    [[stackMetric.up, [level({}, job === 'alertmanager' ? 0 : 1)]]] satisfies Told,
  ]),
);

/** Recorded of a service whose objectives are all missed, as name, labels and level. */
export const OBJECTIVES_MISSED: readonly (readonly [name: string, labels: Fields, value: number])[] = [
  'availability',
  'latency',
  'websocket-handlers',
].flatMap((slo) => {
  const labels = { [SLO_LABEL]: slo };
  return [
    ...(['5m', '1h', '6h', '1d'] as const).map((window) => [recorded.badRatio(window), labels, 0.4] as const),
    [recorded.badCount('1d'), labels, 80] as const,
    [recorded.budgetLeft, labels, -0.5] as const,
  ];
});
