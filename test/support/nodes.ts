// The versions of Node that tests run applications with: the oldest supported one, from its fixture, and the one that runs the tests.

import { globSync } from 'node:fs';
import { join } from 'node:path';

const [node22] = globSync(join(import.meta.dirname, '../fixtures/node22/node_modules/node-*/bin/node'));
if (!node22) throw new Error('Node 22 is missing in test/fixtures/node22; npm install brings it.');

export const NODES: readonly (readonly [name: string, path: string])[] = [
  ['Node 22', node22],
  ['Node 24', process.execPath],
];
