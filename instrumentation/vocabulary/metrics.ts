// Every metric that the preload emits, out of the domains: names, units, buckets and series budgets are decided there and nowhere else.

import { childProcessMetric } from './domains/child-process.ts';
import { databaseMetric } from './domains/database.ts';
import { deliveryMetric } from './domains/delivery.ts';
import { genAiMetric } from './domains/gen-ai.ts';
import { httpMetric } from './domains/http.ts';
import { processMetric } from './domains/process.ts';
import { runtimeMetric } from './domains/runtime.ts';
import { selfProofMetric } from './domains/self-proof.ts';
import { telemetryMetric } from './domains/telemetry.ts';
import { websocketMetric } from './domains/websocket.ts';
import { metrics } from './metric.ts';

export const metric = metrics({
  ...httpMetric,
  ...databaseMetric,
  ...runtimeMetric,
  ...processMetric,
  ...childProcessMetric,
  ...genAiMetric,
  ...websocketMetric,
  ...telemetryMetric,
  ...deliveryMetric,
  ...selfProofMetric,
});
