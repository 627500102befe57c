// Connections by address: nobody alone holds them all, and so keeps the pages of others out.

import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from './client-address.ts';

/** All in all, and of one address: 16 browsers that hold 6 connections each. */
const ALL_MAX = 1_000;
const ADDRESS_MAX = 100;

/** Behind proxies of one's own all connections are theirs, and count together only. */
export function limitConnections(server: Server, trustedProxies: number): void {
  server.maxConnections = ALL_MAX;
  if (trustedProxies > 0) return;
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = networkOf(socket.remoteAddress ?? '');
    const count = (open.get(address) ?? 0) + 1;
    if (count > ADDRESS_MAX) {
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}
