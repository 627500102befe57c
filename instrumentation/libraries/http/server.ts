// Server requests of node:http and node:https, seen through Node's diagnostics channels; no function is wrapped.

import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { splitTarget } from '../../privacy/url.ts';
import { histogram, type UpDownCounter, upDownCounter } from '../../signals/metrics.ts';
import { isOwnServer } from '../../signals/own-servers.ts';
import { contextFromHeaders } from '../../signals/propagation.ts';
import { routeOf } from '../../signals/routes.ts';
import { enter, markFailed, type Span, startEntry } from '../../signals/spans.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';
import { knownMethod, requestName } from './attributes.ts';

interface Exchange {
  readonly span: Span;
  readonly startedMs: number;
  readonly method: string;
  readonly active: Record<string, string>;
}
interface Message {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server?: object;
}

/** `error.type` of a request whose client went away before the response was finished. */
const ABORTED = 'aborted';

export const httpServer: Library = {
  name: 'http-server',
  connect() {
    const open = new WeakMap<ServerResponse, Exchange>();
    const duration = histogram(metric.httpServerRequestDuration);
    const active = upDownCounter(metric.httpServerActiveRequests);
    const end = (request: IncomingMessage, response: ServerResponse, aborted: boolean) => {
      const exchange = open.get(response);
      if (!exchange) return;
      open.delete(response);
      active.add(-1, exchange.active);
      duration.record((performance.now() - exchange.startedMs) / 1000, describeEnd(exchange, request, response, aborted));
      exchange.span.end();
    };
    const onClose = guarded('Ending a server request', (request: IncomingMessage, response: ServerResponse) =>
      end(request, response, true),
    );
    const onStart = guarded('Starting a server request', ({ request, response, server }: Message) => {
      if (isOwnServer(server)) return;
      open.set(response, begin(request, active));
      response.once('close', () => onClose(request, response));
    });
    const onFinish = guarded('Ending a server request', ({ request, response }: Message) => end(request, response, false));
    subscribe('http.server.request.start', (message) => onStart(message as Message));
    subscribe('http.server.response.finish', (message) => onFinish(message as Message));
  },
};

function begin(request: IncomingMessage, active: UpDownCounter): Exchange {
  const method = knownMethod(request.method);
  const scheme = (request.socket as TLSSocket).encrypted ? 'https' : 'http';
  const { path, query } = splitTarget(request.url ?? '/');
  const attributes: Record<string, string | number> = {
    [a.httpRequestMethod.key]: method,
    [a.urlScheme.key]: scheme,
    [a.urlPath.key]: path,
    [a.networkProtocolVersion.key]: request.httpVersion,
  };
  if (query !== undefined) attributes[a.urlQuery.key] = query;
  const agent = request.headers['user-agent'];
  if (agent) attributes[a.userAgentOriginal.key] = agent;
  const peer = request.socket.remoteAddress;
  if (peer) attributes[a.clientAddress.key] = peer;
  const { span, context } = startEntry(requestName(method, undefined), attributes, contextFromHeaders(request.headers));
  enter(context);
  const labels = { [a.httpRequestMethod.key]: method, [a.urlScheme.key]: scheme };
  active.add(1, labels);
  return { span, startedMs: performance.now(), method, active: labels };
}

// Sets what only the end knows on the span and gives the attributes of the duration metric.
function describeEnd(
  { span, method, active }: Exchange,
  request: IncomingMessage,
  response: ServerResponse,
  aborted: boolean,
): Record<string, string | number> {
  const labels: Record<string, string | number> = { ...active, [a.networkProtocolVersion.key]: request.httpVersion };
  const route = routeOf(request);
  if (route !== undefined) {
    labels[a.httpRoute.key] = route;
    span.setAttribute(a.httpRoute.key, route);
    span.updateName(requestName(method, route));
  }
  const status = response.statusCode;
  if (response.headersSent) {
    labels[a.httpResponseStatusCode.key] = status;
    span.setAttribute(a.httpResponseStatusCode.key, status);
  }
  if (aborted || status >= 500) {
    const errorType = aborted ? ABORTED : String(status);
    labels[a.errorType.key] = errorType;
    markFailed(span, errorType);
  }
  return labels;
}
