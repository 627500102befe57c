// The application of the scenario `srcbook`: the real API as it is on npm, which says where it listens once it does.

import { Server } from 'node:net';
import '../../examples/srcbook/loopback.ts';
import { reportTo } from './control.mjs';

const listen = Server.prototype.listen;
Server.prototype.listen = function listenAndReport(...args) {
  Server.prototype.listen = listen;
  this.once('listening', () => reportTo(process, this, this.address().port));
  return listen.apply(this, args);
};

// Installed on demand.
await import(process.env.BENCH_SRCBOOK_API);
