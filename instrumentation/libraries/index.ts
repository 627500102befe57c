// All libraries that the preload knows, in the order in which they are connected.

import type { Library } from '../hooks/library.ts';
import { childProcess } from './child-process/child-process.ts';
import { community } from './community/community.ts';
import { express } from './express/express.ts';
import { genAi } from './gen-ai/gen-ai.ts';
import { httpClient } from './http/client.ts';
import { httpServer } from './http/server.ts';
import { undici } from './http/undici.ts';
import { consoleOutput } from './logs/console.ts';
import { crash } from './logs/crash.ts';
import { processWarnings } from './logs/warnings.ts';
import { winston } from './logs/winston.ts';
import { apiCopies } from './opentelemetry/api-copies.ts';
import { promClient } from './prom-client/prom-client.ts';
import { nodeRuntime } from './runtime/node-runtime.ts';
import { processUsage } from './runtime/process-usage.ts';
import { betterSqlite3 } from './sqlite/better-sqlite3.ts';
import { nodeSqlite } from './sqlite/node-sqlite.ts';
import { httpUpgrade } from './websocket/upgrades.ts';
import { ws } from './websocket/ws.ts';

export const LIBRARIES: readonly Library[] = [
  httpServer,
  httpClient,
  httpUpgrade,
  undici,
  express,
  betterSqlite3,
  childProcess,
  nodeSqlite,
  ws,
  genAi,
  winston,
  consoleOutput,
  crash,
  processWarnings,
  nodeRuntime,
  processUsage,
  community,
  apiCopies,
  promClient,
];
