// The versions of Node that the preload is tested on.

import { NODE_22 } from './run-app.ts';

export const NODES: Readonly<Record<string, string>> = { 'Node 24': process.execPath, 'Node 22': NODE_22 };
