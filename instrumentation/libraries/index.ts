// All libraries that the preload knows, in the order in which they are connected.

import type { Library } from '../hooks/library.ts';
import { betterSqlite3 } from './better-sqlite3.ts';
import { consoleOutput } from './console.ts';
import { express } from './express.ts';
import { httpClient } from './http-client.ts';
import { httpServer } from './http-server.ts';
import { nodeRuntime } from './node-runtime.ts';
import { processUsage } from './process-usage.ts';
import { undici } from './undici.ts';
import { winston } from './winston.ts';

export const LIBRARIES: readonly Library[] = [
  httpServer,
  httpClient,
  undici,
  express,
  betterSqlite3,
  winston,
  consoleOutput,
  nodeRuntime,
  processUsage,
];
