// The versions of Node that library tests run applications on: the oldest supported one and this repository's own.

import { NODE_22 } from './run-app.ts';

export const NODES: readonly (readonly [name: string, path: string])[] = [
  ['Node 22', NODE_22],
  ['Node 24', process.execPath],
];
