// What the subjects are measured with: an application and the load on it.

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { installSrcbook } from '../examples/srcbook/install.ts';
import { readPorts } from '../stack/ports.ts';

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What one unit of the load is called. */
  readonly unit: string;
  readonly app: string;
  readonly protocol: 'http' | 'websocket';
  readonly target: string;
  readonly env?: () => Record<string, string>;
  /** @throws Error in one sentence when the scenario can't run here */
  readonly prepare?: (report: (line: string) => void) => Promise<void>;
}

const repository = path.join(import.meta.dirname, '..');

const srcbookApi = pathToFileURL(
  path.join(repository, 'examples', 'srcbook', 'node_modules', '@srcbook', 'api', 'dist', 'dev-server.mjs'),
).href;

let scratchFolder: string | undefined;
/** A temporary folder that is gone when the run ends. */
function scratch(): string {
  if (scratchFolder === undefined) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    scratchFolder = folder;
  }
  return scratchFolder;
}

const app = (file: string) => path.join(import.meta.dirname, 'apps', file);

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'express',
    title: 'Express 5 + better-sqlite3 + winston: one route, one statement, one log line',
    unit: 'request',
    app: app('express.mjs'),
    protocol: 'http',
    target: '/items/{n}',
  },
  {
    name: 'websocket',
    title: 'WebSocket echo (ws 8)',
    unit: 'message',
    app: app('websocket.mjs'),
    protocol: 'websocket',
    target: '{"event":"echo","n":"{n}"}',
  },
  {
    name: 'srcbook',
    title: 'The API of Srcbook (Express 4, better-sqlite3 through Drizzle): its settings, read from the database',
    unit: 'request',
    app: app('srcbook.mjs'),
    protocol: 'http',
    target: '/api/settings',
    // Srcbook keeps its database in the home folder: a new one for each process.
    env: () => ({
      BENCH_SRCBOOK_API: srcbookApi,
      PORT: '0',
      SRCBOOK_DISABLE_ANALYTICS: 'true',
      HOME: mkdtempSync(path.join(scratch(), 'home-')),
    }),
    prepare: (report) => installSrcbook({ repository, data: scratch(), ports: readPorts({}), environment: process.env }, report),
  },
];
