// What the subjects are measured with: an application and the load on it.

import path from 'node:path';

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What one unit of the load is called. */
  readonly unit: string;
  readonly app: string;
  readonly protocol: 'http' | 'websocket';
  readonly target: string;
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
];
