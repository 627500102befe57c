// WebSockets that are open and do nothing.

import { WebSocketConnection } from './websocket-client.ts';

/** So many open at a time: more overflow the server's queue of connections. */
const BATCH = 100;
let held: WebSocketConnection[] = [];

/** Closes those that are held and opens `count` new ones. */
export async function holdSockets(port: number, count: number): Promise<void> {
  for (const socket of held) socket.close();
  held = [];
  while (held.length < count) {
    const batch = Array.from({ length: Math.min(BATCH, count - held.length) }, () => new WebSocketConnection(port, () => undefined));
    await Promise.all(batch.map(({ ready }) => ready));
    held.push(...batch);
  }
}
