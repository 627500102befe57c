// One log line and one span of each kind that a dashboard lists, and alerts that fire.

import { randomBytes } from 'node:crypto';
import { attribute as a, external, STILL_RUNNING } from '../../instrumentation/vocabulary/index.ts';
import { type Fields, keyValues, nowNanos } from './otlp-json.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
/** Lines and spans end this long before now; the one slow span began much earlier. */
const AGO_MS = 5_000;

interface Line {
  readonly level: 'error' | 'warn' | 'info';
  readonly text: string;
  readonly fields: Fields;
}

const SEVERITY_NUMBERS = { error: 17, warn: 13, info: 9 } as const;

const LINES: readonly Line[] = [
  { level: 'error', text: 'cell 4711 failed', fields: { [a.logLogger.key]: 'winston', [a.exceptionType.key]: 'TypeError' } },
  { level: 'info', text: 'session 0af76519 opened', fields: { [a.logLogger.key]: 'winston', [a.logFieldsDropped.key]: 3 } },
  {
    level: 'warn',
    text: 'Full scan: SELECT sessions reads all of sessions',
    fields: { [a.logLogger.key]: 'peragus', [a.sqliteShape.key]: '1a2b3c4d', [a.dbCollectionName.key]: 'sessions' },
  },
  {
    level: 'warn',
    text: 'WebSocket server connection closed with 1006 after 3.0 s',
    fields: { [a.logLogger.key]: 'peragus', [a.websocketCloseCode.key]: 1006 },
  },
  { level: 'error', text: 'out of luck', fields: { [a.logLogger.key]: 'process', [a.exceptionOrigin.key]: 'uncaughtException' } },
  { level: 'warn', text: 'Buffer() is deprecated', fields: { [a.logLogger.key]: 'process', [a.warningName.key]: 'DeprecationWarning' } },
];

// Made when they are sent: a file is imported minutes before its tests run.
export const logLines = (): object[] =>
  LINES.map(({ level, text, fields }) => ({
    timeUnixNano: nowNanos(-AGO_MS),
    severityNumber: SEVERITY_NUMBERS[level],
    severityText: level,
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    body: { stringValue: text },
    attributes: keyValues(fields),
  }));

interface Ended {
  readonly name: string;
  readonly fields: Fields;
  readonly durationMs?: number;
  readonly fails?: boolean;
  readonly event?: string;
}

const ENDED: readonly Ended[] = [
  {
    name: 'message cell:exec',
    fails: true,
    fields: { [a.websocketTopic.key]: 'session:*', [a.websocketEvent.key]: 'cell:exec', [a.websocketMessageSize.key]: 200 },
  },
  {
    name: 'SELECT sessions',
    durationMs: 300,
    fields: { [a.dbSystemName.key]: 'sqlite', [a.dbQueryText.key]: 'select * from sessions', [a.sqliteShape.key]: '1a2b3c4d' },
  },
  { name: 'spawn node', fails: true, fields: { [a.processExecutableName.key]: 'node', [a.processExitCode.key]: 1, [a.childPid.key]: 42 } },
  { name: 'spawn tsx', event: STILL_RUNNING, fields: { [a.processExecutableName.key]: 'tsx', [a.childScript.key]: 'server.ts' } },
  {
    name: 'chat claude-sonnet',
    fields: {
      [a.genAiOperationName.key]: 'chat',
      [a.genAiProviderName.key]: 'anthropic',
      [a.genAiRequestModel.key]: 'claude-sonnet',
      [a.genAiRequestAttempts.key]: 2,
      [a.genAiResponseFinishReasons.key]: ['stop'],
      [a.genAiUsageInputTokens.key]: 2_400,
      [a.genAiUsageCost.key]: 0.02,
    },
  },
];

function spanOf({ name, fields, durationMs = 900, fails = false, event }: Ended): object {
  return {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name,
    kind: 3,
    startTimeUnixNano: nowNanos(-AGO_MS - durationMs),
    endTimeUnixNano: nowNanos(-AGO_MS),
    ...(fails ? { status: { code: 2 } } : {}),
    ...(event ? { events: [{ timeUnixNano: nowNanos(-AGO_MS), name: event }] } : {}),
    attributes: keyValues(fields),
  };
}

/** A failed request to the route, and what a service does besides. */
export function spans(route: string): object[] {
  const fields = { [a.httpRoute.key]: route, [a.httpResponseStatusCode.key]: 500 };
  const request = { ...spanOf({ name: `POST ${route}`, fields, fails: true }), traceId: TRACE_ID, spanId: SPAN_ID, kind: 2 };
  return [request, ...ENDED.map(spanOf)];
}

/** An alert of the service as Prometheus itself would write it. */
export function alertsFiring(atMs: number): object[] {
  const timeUnixNano = `${BigInt(atMs) * 1_000_000n}`;
  const labels = { alertname: 'SomethingBroken', severity: 'page' };
  const gauge = (name: string, more: Fields, asDouble: number): object => ({
    name,
    gauge: { dataPoints: [{ attributes: keyValues({ ...labels, ...more }), timeUnixNano, asDouble }] },
  });
  return [gauge(external.alerts.name, { alertstate: 'firing' }, 1), gauge(external.alertsSince.name, {}, Math.floor(atMs / 1_000) - 60)];
}
