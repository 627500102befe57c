// Keeps Srcbook's API on the loopback address: it runs whatever code it is sent, and its own server names no host.

import { Server } from 'node:net';

const listen = Server.prototype.listen;

Server.prototype.listen = function listenOnLoopback(this: Server, ...args: unknown[]) {
  const [port, callback] = args;
  const withoutHost = (typeof port === 'string' || typeof port === 'number') && typeof callback === 'function';
  return Reflect.apply(listen, this, withoutHost ? [port, '127.0.0.1', callback] : args);
} as typeof listen;
