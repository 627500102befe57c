// Upgrade requests that node:http and node:https receive, whoever answers them: ws, a proxy, or the application by hand.
//
// Node's diagnostics channels don't see upgrades. But Node asks `server.listenerCount('upgrade')` right before it emits the event;
// then a listener that lives for this one event is put before the application's. So the application's listeners are called by
// Node itself, in the request's context, with no frame of ours in their stacks and no listener of ours to be found.

import { Server as HttpServer, type IncomingMessage } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { type RequestSpan, startUpgrade } from './upgrade-span.ts';

type Listener = (request: IncomingMessage, socket: Duplex) => void;

const waiting = new WeakMap<HttpServer, Listener>();
const upgrades = new WeakMap<object, RequestSpan>();

export const httpUpgrade: Library = {
  name: 'http-upgrade',
  connect() {
    for (const server of [HttpServer, HttpsServer]) watchUpgrades(server.prototype as HttpServer);
  },
};

/** The upgrade request that this socket came from. */
export function upgradeOf(socket: object): RequestSpan | undefined {
  return upgrades.get(socket);
}

function watchUpgrades(prototype: HttpServer): void {
  const original = prototype.listenerCount;
  const listenerCount = function (this: HttpServer, name: string, listener?: () => void): number {
    const count = listener === undefined ? original.call(this, name) : original.call(this, name, listener);
    if (name !== 'upgrade' || listener !== undefined || count === 0) return count;
    if (waiting.has(this)) return count - 1;
    prepare(this, count);
    return count;
  };
  Object.defineProperty(listenerCount, 'name', { value: 'listenerCount' });
  Object.defineProperty(prototype, 'listenerCount', { value: listenerCount, configurable: true, writable: true });
}

const prepare = guarded('Watching an upgrade', (server: HttpServer, count: number) => {
  const most = server.getMaxListeners();
  // Who watches listeners come and go, or has as many as Node allows without a warning, must not see ours.
  if (server.listeners('newListener').length > 0 || server.listeners('removeListener').length > 0 || (most > 0 && count >= most)) return;
  const listener: Listener = (request, socket) => {
    forget(server);
    begin(request, socket);
  };
  waiting.set(server, listener);
  server.prependListener('upgrade', listener);
  // The application may have asked for the count itself; then no event follows.
  process.nextTick(forget, server);
});

const forget = guarded('Watching an upgrade', (server: HttpServer) => {
  const listener = waiting.get(server);
  if (!listener) return;
  server.off('upgrade', listener);
  waiting.delete(server);
});

const begin = guarded('Starting the span of an upgrade', (request: IncomingMessage, socket: Duplex) => {
  if (request.headers.upgrade?.toLowerCase() === 'websocket') upgrades.set(socket, startUpgrade(request, socket));
});
