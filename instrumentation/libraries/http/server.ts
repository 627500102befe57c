// Server requests of node:http and node:https, seen through Node's diagnostics channels.

import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { isOwnServer } from '../../signals/own-servers.ts';
import { enter } from '../../signals/spans.ts';
import { observeResponses } from './bodies.ts';
import { beginExchange, type Exchange, endExchange, makeInstruments } from './exchange.ts';
import { readRules } from './soft-errors.ts';

interface Message {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server?: object;
}

export const httpServer: Library = {
  name: 'http-server',
  connect({ softErrors }) {
    // One listener a connection, not a request: a pipelined response that never got its turn has no end of its own.
    const connections = new WeakMap<Socket, Map<ServerResponse, Exchange>>();
    const instruments = makeInstruments();
    const rules = readRules(softErrors);
    const end = guarded('Ending a server request', (exchange: Exchange, aborted: boolean) =>
      endExchange(exchange, aborted, instruments, rules),
    );
    const onClose = (open: Map<ServerResponse, Exchange>) => {
      for (const exchange of open.values()) end(exchange, true);
      open.clear();
    };
    const openOn = (socket: Socket): Map<ServerResponse, Exchange> => {
      const known = connections.get(socket);
      if (known) return known;
      const open = new Map<ServerResponse, Exchange>();
      connections.set(socket, open);
      socket.once('close', () => onClose(open));
      return open;
    };
    const onStart = guarded('Starting a server request', ({ request, response, server }: Message) => {
      if (isOwnServer(server)) return;
      const exchange = beginExchange(request, response, instruments, rules);
      openOn(request.socket).set(response, exchange);
      enter(exchange.context);
    });
    const onFinish = guarded('Ending a server request', ({ request, response }: Message) => {
      const open = connections.get(request.socket);
      const exchange = open?.get(response);
      if (!open || !exchange) return;
      open.delete(response);
      end(exchange, false);
    });
    observeResponses();
    subscribe('http.server.request.start', (message) => onStart(message as Message));
    subscribe('http.server.response.finish', (message) => onFinish(message as Message));
  },
};
