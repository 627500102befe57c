// Every attribute that spans, metrics and log records of this stack may carry, out of the domains.

import { attributes } from './attribute.ts';
import { childProcessAttribute } from './domains/child-process.ts';
import { databaseAttribute } from './domains/database.ts';
import { deliveryAttribute } from './domains/delivery.ts';
import { failureAttribute } from './domains/failure.ts';
import { genAiAttribute } from './domains/gen-ai.ts';
import { httpAttribute } from './domains/http.ts';
import { logAttribute } from './domains/log.ts';
import { processAttribute } from './domains/process.ts';
import { runtimeAttribute } from './domains/runtime.ts';
import { samplingAttribute } from './domains/sampling.ts';
import { selfProofAttribute } from './domains/self-proof.ts';
import { telemetryAttribute } from './domains/telemetry.ts';
import { websocketAttribute } from './domains/websocket.ts';

export const attribute = attributes({
  ...httpAttribute,
  ...failureAttribute,
  ...databaseAttribute,
  ...processAttribute,
  ...runtimeAttribute,
  ...logAttribute,
  ...selfProofAttribute,
  ...childProcessAttribute,
  ...websocketAttribute,
  ...genAiAttribute,
  ...telemetryAttribute,
  ...deliveryAttribute,
  ...samplingAttribute,
});
