// The load generator's process: makes the load it is told over IPC and answers with what it saw.

import { type Load, makeLoad } from './generate.ts';
import { holdSockets } from './idle-sockets.ts';

interface Order {
  readonly id: number;
  readonly load?: Load;
  /** Hold so many idle WebSockets open. */
  readonly sockets?: { readonly port: number; readonly count: number };
}

process.on('message', async ({ id, load, sockets }: Order) => {
  if (sockets) await holdSockets(sockets.port, sockets.count);
  process.send?.({ id, ...(load && (await makeLoad(load))) });
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
