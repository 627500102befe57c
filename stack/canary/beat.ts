// What the canary sends: one span, one log record and one point, told from those of other rounds by an id and a moment.

import { randomBytes } from 'node:crypto';
import {
  canaryBeat,
  canaryService,
  DEBUG_SESSION,
  type DELIVERED_SIGNALS,
  resourceAttribute,
} from '../../instrumentation/vocabulary/index.ts';

export type Signal = (typeof DELIVERED_SIGNALS)[number];

/** What one round is recognized by. */
export interface Beat {
  readonly traceId: string;
  readonly sentAtMs: number;
}

export const newBeat = (): Beat => ({ traceId: randomBytes(16).toString('hex'), sentAtMs: Date.now() });

/** Nobody wants to read it: the least severity that stores keep. */
const DEBUG = { severityNumber: 5, severityText: 'DEBUG' } as const;
const SPAN_KIND_INTERNAL = 1;
const scope = { name: canaryService.name };

const resource = {
  attributes: [
    [resourceAttribute.serviceName.key, canaryService.name],
    [resourceAttribute.serviceNamespace.key, canaryService.namespace],
    [resourceAttribute.serviceInstanceId.key, canaryService.instance],
  ].map(([key, stringValue]) => ({ key, value: { stringValue } })),
};

/** The bodies of the three requests, OTLP as JSON. */
export function requestsOf({ traceId, sentAtMs }: Beat): Readonly<Record<Signal, object>> {
  const timeUnixNano = `${BigInt(sentAtMs) * 1_000_000n}`;
  const spanId = traceId.slice(16);
  const span = {
    ...{ traceId, spanId, name: 'canary', kind: SPAN_KIND_INTERNAL },
    ...{ startTimeUnixNano: timeUnixNano, endTimeUnixNano: timeUnixNano },
    // A Collector that samples keeps this trace.
    traceState: `${DEBUG_SESSION.key}=${DEBUG_SESSION.value}`,
  };
  const record = { timeUnixNano, traceId, spanId, ...DEBUG, body: { stringValue: 'The canary looks whether telemetry arrives.' } };
  const point = { timeUnixNano, asDouble: sentAtMs / 1_000 };
  return {
    traces: { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] },
    logs: { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [record] }] }] },
    metrics: {
      resourceMetrics: [
        {
          resource,
          scopeMetrics: [{ scope, metrics: [{ name: canaryBeat.name, unit: canaryBeat.unit, gauge: { dataPoints: [point] } }] }],
        },
      ],
    },
  };
}
