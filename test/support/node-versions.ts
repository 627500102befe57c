// The two Nodes that the tests run applications with: the repository's own, and Node 22 from its fixture.

import { globSync } from 'node:fs';
import { join } from 'node:path';

const [node22] = globSync(join(import.meta.dirname, '../fixtures/node22/node_modules/node-*/bin/node'));
if (!node22) throw new Error('Node 22 is missing in test/fixtures/node22; npm install brings it.');

export const NODES: readonly { readonly name: string; readonly path: string }[] = [
  { name: 'Node 22', path: node22 },
  { name: 'Node 24', path: process.execPath },
];
