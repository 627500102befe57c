// Server requests of node:http and node:https, seen through Node's diagnostics channels.

import { tellFailure } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { isOwnServer } from '../../signals/own-servers.ts';
import { enter } from '../../signals/spans.ts';
import { bodiesOf, observeResponses } from './bodies.ts';
import { listen } from './channel.ts';
import { Connection, type Open } from './connection.ts';
import { beginExchange, type Exchange, endExchange, type Message } from './exchange.ts';
import { AllServerSeries } from './server-series.ts';
import { readRules } from './soft-errors.ts';

export const httpServer: Library = {
  name: 'http-server',
  connect({ softErrors }) {
    const all = new AllServerSeries();
    const rules = readRules(softErrors);
    const judged = rules.length > 0 ? rules : undefined;
    observeResponses();
    listen<Message>('http.server.request.start', 'Starting a server request', (message) => {
      if (isOwnServer(message.server)) return;
      const connection = Connection.of(message.request.socket, abort);
      enter(beginExchange(message, connection, all, judged).context);
    });
    listen<Message>('http.server.response.finish', 'Ending a server request', ({ response }) => {
      const exchange = bodiesOf(response) as Exchange | undefined;
      if (exchange === undefined || !exchange.isOpen) return;
      exchange.connection.ended(exchange);
      endExchange(exchange, false);
    });
  },
};

// The client went away before the response was finished.
function abort(exchange: Open): void {
  try {
    endExchange(exchange as Exchange, true);
  } catch (error) {
    tellFailure('Ending a server request', error);
  }
}
