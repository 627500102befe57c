// The load generator's process: makes the load it is told over IPC and answers with what it saw.

import { type Load, makeLoad } from './generate.ts';

process.on('message', async ({ id, load }: { id: number; load: Load }) => process.send?.({ id, ...(await makeLoad(load)) }));
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
