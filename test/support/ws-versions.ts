// The versions of ws that tests load: the repository's own, and version 7 from its fixture.

import { join } from 'node:path';

export const WS_BY_VERSION = { 'ws 8': 'ws', 'ws 7': join(import.meta.dirname, '../fixtures/ws7/node_modules/ws/index.js') } as const;
