// Upgrade requests that node:http and node:https receive, whoever answers them: ws, a proxy, or the application by hand.
//
// Node's diagnostics channels don't see upgrades. But Node asks `server.listenerCount('upgrade')` twice for each: inside the parser's
// callback, whose async resource knows the socket, and right before it emits the event. The first makes the span, the second enters
// its context. So the application's listeners are called by Node itself, without a frame or a listener of ours, in that context.

import { executionAsyncResource } from 'node:async_hooks';
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { attempt } from '../../errors.ts';
import { whenBuiltinLoads } from '../../hooks/builtin-hook.ts';
import type { Library } from '../../hooks/library.ts';
import { enter } from '../../signals/spans.ts';
import { type RequestSpan, startUpgrade } from './upgrade-span.ts';

/** What Node's parser tells of the request that it has just read. */
interface ParserResource {
  readonly type?: string;
  readonly socket?: { readonly parser?: { readonly incoming?: (IncomingMessage & { readonly upgrade?: boolean }) | null } | null };
}

const PARSER_CALLBACK = 'HTTPINCOMINGMESSAGE';

const waiting = new WeakMap<HttpServer, RequestSpan>();
const upgrades = new WeakMap<object, RequestSpan>();

export const httpUpgrade: Library = {
  name: 'http-upgrade',
  connect() {
    const watch = ({ Server }: { readonly Server: typeof HttpServer }) => watchUpgrades(Server.prototype);
    whenBuiltinLoads('node:http', watch);
    // It has a class of its own, and brings TLS, 4 ms.
    whenBuiltinLoads('node:https', watch);
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
    if (name === 'upgrade' && count > 0) attempt('Starting the span of an upgrade', () => noticeUpgrade(this));
    return count;
  };
  Object.defineProperty(listenerCount, 'name', { value: original.name });
  Object.defineProperty(prototype, 'listenerCount', { value: listenerCount, configurable: true, writable: true });
}

function noticeUpgrade(server: HttpServer): void {
  const upgrade = waiting.get(server);
  if (upgrade) {
    waiting.delete(server);
    enter(upgrade.context);
    return;
  }
  const { type, socket } = executionAsyncResource() as ParserResource;
  const request = type === PARSER_CALLBACK ? socket?.parser?.incoming : undefined;
  if (!socket || !request?.upgrade || upgrades.has(socket) || request.headers.upgrade?.toLowerCase() !== 'websocket') return;
  const started = startUpgrade(request, request.socket);
  upgrades.set(socket, started);
  waiting.set(server, started);
  // Both questions come in one go; whatever happens between them, nothing later is taken for the second.
  process.nextTick(() => waiting.delete(server));
}
