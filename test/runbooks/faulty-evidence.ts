// Log lines and spans of the faulty past: what a process writes when what the runbooks ask about went wrong.

import { attribute as a } from '../../instrumentation/vocabulary/index.ts';
import type { Ended, Line } from '../support/made-up-evidence.ts';

const SERVER = 2;

export const FAULTY_LINES: readonly Line[] = [
  { level: 'warn', text: 'PERAGUS-006 telemetry cannot be delivered', fields: { [a.logLogger.key]: 'peragus' } },
  {
    level: 'fatal',
    text: 'heap out of memory',
    fields: { [a.logLogger.key]: 'process', [a.exceptionOrigin.key]: 'uncaughtException', [a.exceptionType.key]: 'RangeError' },
  },
];

export const FAULTY_SPANS: readonly Ended[] = [
  {
    name: 'GET /api/sessions',
    kind: SERVER,
    durationMs: 1_500,
    fails: true,
    fields: { [a.httpRoute.key]: '/api/sessions', [a.httpResponseStatusCode.key]: 500 },
  },
  { name: 'GET /ws', kind: SERVER, fails: true, fields: { [a.httpResponseStatusCode.key]: 401 } },
  { name: 'POST /api/exec', kind: SERVER, fields: { [a.httpRoute.key]: '/api/exec', [a.unfinished.key]: true } },
  {
    name: 'SELECT sessions',
    durationMs: 300,
    fields: { [a.dbSystemName.key]: 'sqlite', [a.dbCollectionName.key]: 'sessions' },
  },
  {
    name: 'chat claude-sonnet',
    fails: true,
    fields: { [a.genAiProviderName.key]: 'anthropic', [a.genAiUsageInputTokens.key]: 80_000, [a.errorType.key]: '529' },
  },
];
