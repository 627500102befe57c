// One log line and one span of each kind that a dashboard lists, and alerts that fire.

import { randomBytes } from 'node:crypto';
import { attribute as a, external, RULE_EVALUATION_INTERVAL_S, SLO_LABEL, STILL_RUNNING } from '../../instrumentation/vocabulary/index.ts';
import { type Fields, keyValues } from './otlp-json.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
/** Lines and spans end this long before now; the one slow span began much earlier. */
const AGO_MS = 5_000;

/** Seconds before now at which the rules were evaluated, oldest first. */
const EVALUATED_S = [4, 3, 2, 1, 0].map((times) => times * RULE_EVALUATION_INTERVAL_S);

const nanosAt = (ms: number): string => `${BigInt(ms) * 1_000_000n}`;

export interface Line {
  readonly level: keyof typeof SEVERITY_NUMBERS;
  readonly text: string;
  readonly fields: Fields;
  /** Written outside of any work. */
  readonly traceless?: boolean;
}

const SEVERITY_NUMBERS = { fatal: 21, error: 17, warn: 13, info: 9 } as const;

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
  {
    level: 'warn',
    text: 'Buffer() is deprecated',
    fields: { [a.logLogger.key]: 'process', [a.warningName.key]: 'DeprecationWarning' },
    traceless: true,
  },
];

export const logLines = (atMs: number, lines = LINES): object[] =>
  lines.map(({ level, text, fields, traceless }) => ({
    timeUnixNano: nanosAt(atMs - AGO_MS),
    severityNumber: SEVERITY_NUMBERS[level],
    severityText: level,
    ...(traceless ? {} : { traceId: TRACE_ID, spanId: SPAN_ID }),
    body: { stringValue: text },
    attributes: keyValues(fields),
  }));

export interface Ended {
  readonly name: string;
  /** As OTLP counts them; a call to another without it. */
  readonly kind?: number;
  readonly fields: Fields;
  readonly durationMs?: number;
  readonly fails?: boolean;
  readonly event?: string;
}

const child = (program: string, script: string): Fields => ({
  [a.processExecutableName.key]: program,
  [a.childScript.key]: script,
  [a.childPid.key]: 42,
  [a.runId.key]: 'a1b2c3d4',
});

const ENDED: readonly Ended[] = [
  {
    name: 'message cell:exec',
    fails: true,
    fields: {
      [a.websocketTopic.key]: 'session:*',
      [a.websocketEvent.key]: 'cell:exec',
      [a.websocketMessageSize.key]: 200,
      [a.errorType.key]: 'ZodError',
    },
  },
  {
    name: 'SELECT sessions',
    durationMs: 300,
    fields: {
      [a.dbSystemName.key]: 'sqlite',
      [a.dbQueryText.key]: 'select * from sessions',
      [a.sqliteShape.key]: '1a2b3c4d',
      [a.dbResponseReturnedRows.key]: 3,
    },
  },
  { name: 'spawn node', fails: true, fields: { ...child('node', 'cell.mjs'), [a.processExitCode.key]: 1 } },
  { name: 'spawn node', fails: true, fields: { ...child('node', 'cell.mjs'), [a.childExitSignal.key]: 'SIGKILL' } },
  { name: 'spawn tsx', event: STILL_RUNNING, fields: child('tsx', 'server.ts') },
  {
    name: 'chat claude-sonnet',
    fields: {
      [a.genAiOperationName.key]: 'chat',
      [a.genAiProviderName.key]: 'anthropic',
      [a.genAiRequestModel.key]: 'claude-sonnet',
      [a.genAiRequestAttempts.key]: 2,
      [a.genAiResponseFinishReasons.key]: ['stop'],
      [a.genAiUsageInputTokens.key]: 2_400,
      [a.genAiUsageOutputTokens.key]: 500,
      [a.errorType.key]: '429',
      [a.genAiUsageCost.key]: 0.02,
    },
  },
];

export function spanOf({ name, kind = 3, fields, durationMs = 900, fails = false, event }: Ended, atMs: number): object {
  return {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name,
    kind,
    startTimeUnixNano: nanosAt(atMs - AGO_MS - durationMs),
    endTimeUnixNano: nanosAt(atMs - AGO_MS),
    ...(fails ? { status: { code: 2 } } : {}),
    ...(event ? { events: [{ timeUnixNano: nanosAt(atMs - AGO_MS), name: event }] } : {}),
    attributes: keyValues(fields),
  };
}

/** A failed request to the route, and what a service does besides. */
export function spans(route: string, atMs: number): object[] {
  const fields = { [a.httpRoute.key]: route, [a.httpResponseStatusCode.key]: 500 };
  const request = { ...spanOf({ name: `POST ${route}`, kind: 2, fields, fails: true }, atMs), traceId: TRACE_ID, spanId: SPAN_ID };
  return [request, ...ENDED.map((ended) => spanOf(ended, atMs))];
}

/** Alerts of the service: one of an objective and another that fire, one that is about to, and the one that always fires. */
const ALERTS: readonly { readonly state: string; readonly labels: Fields }[] = [
  { state: 'firing', labels: { alertname: 'SomethingBroken', severity: 'page', [SLO_LABEL]: 'availability' } },
  { state: 'pending', labels: { alertname: 'SomethingSlow', severity: 'ticket' } },
  { state: 'firing', labels: { alertname: 'Watchdog', severity: 'none' } },
  { state: 'firing', labels: { alertname: 'SomethingOld', severity: 'ticket', service: 'host' } },
  // Whatever it looks like, it is left out.
  { state: 'firing', labels: { alertname: 'Watchdog', severity: 'page', [SLO_LABEL]: 'availability' } },
  { state: 'firing', labels: { alertname: 'Watchdog', severity: 'ticket' } },
  { state: 'pending', labels: { alertname: 'Watchdog', severity: 'none' } },
];

/** The alerts as Prometheus itself would write them, over the last minutes. */
export function alertsFiring(atMs: number): object[] {
  const gauge = (name: string, labels: Fields, asDouble: number): object => ({
    name,
    gauge: {
      dataPoints: EVALUATED_S.map((agoS) => ({ attributes: keyValues(labels), timeUnixNano: nanosAt(atMs - agoS * 1_000), asDouble })),
    },
  });
  const since = Math.floor(atMs / 1_000) - (EVALUATED_S[0] ?? 0);
  return ALERTS.flatMap(({ state, labels }) => [
    gauge(external.alerts.name, { ...labels, alertstate: state }, 1),
    gauge(external.alertsSince.name, labels, since),
  ]);
}
