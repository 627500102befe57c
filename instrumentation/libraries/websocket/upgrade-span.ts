// The span of one upgrade request: child of the caller's trace, from the request's arrival to the answer on the raw socket.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { guarded } from '../../errors.ts';
import { splitTarget } from '../../privacy/url.ts';
import { contextFromHeaders, strangersIn } from '../../signals/context/propagation.ts';
import { type Counter, counter, type Histogram, histogram } from '../../signals/metrics.ts';
import { type Context, markFailed, type Span, startEntry } from '../../signals/spans.ts';
import { attribute as a, HTTP_METHODS, metric, OTHER } from '../../vocabulary/index.ts';
import { readStatus } from './response-head.ts';

export interface RequestSpan {
  readonly span: Span;
  readonly context: Context;
  /** Who asks and for what; the same for the next connection of the same page. */
  readonly client: string;
}

const SWITCHING_PROTOCOLS = 101;
/** `error.type` of an upgrade whose socket closed unanswered. */
const ABORTED = 'aborted';
const METHODS: ReadonlySet<string> = new Set(HTTP_METHODS);

let duration: Histogram | undefined;
let failures: Counter | undefined;

/** Starts the span of an upgrade request; it ends with the answer. */
export function startUpgrade(request: IncomingMessage, socket: Duplex): RequestSpan {
  const startedMs = performance.now();
  const attributes = describe(request);
  const { headers } = request;
  const options = { related: strangersIn(headers) };
  const work = startEntry(String(attributes[a.httpRequestMethod.key]), attributes, contextFromHeaders(headers), options);
  let isAnswered = false;
  const answer = guarded('Ending the span of an upgrade', (status: number | undefined) => {
    if (isAnswered) return;
    isAnswered = true;
    socket.removeListener('close', onClose);
    endUpgrade(work.span, startedMs, status);
  });
  const onClose = () => answer(undefined);
  socket.once('close', onClose);
  readStatus(socket, answer);
  const { path } = splitTarget(request.url ?? '/');
  const client = `${request.socket.remoteAddress} ${headers['user-agent']} ${headers['sec-websocket-protocol']} ${path}`;
  return { ...work, client };
}

function describe(request: IncomingMessage): Record<string, string | number> {
  const { path, query } = splitTarget(request.url ?? '/');
  const attributes: Record<string, string | number> = {
    [a.httpRequestMethod.key]: METHODS.has(request.method ?? '') ? String(request.method) : OTHER,
    [a.urlScheme.key]: (request.socket as TLSSocket).encrypted ? 'https' : 'http',
    [a.urlPath.key]: path,
    [a.networkProtocolVersion.key]: request.httpVersion,
  };
  if (query !== undefined) attributes[a.urlQuery.key] = query;
  const agent = request.headers['user-agent'];
  if (agent) attributes[a.userAgentOriginal.key] = agent;
  const peer = request.socket.remoteAddress;
  if (peer) attributes[a.clientAddress.key] = peer;
  return attributes;
}

function endUpgrade(span: Span, startedMs: number, status: number | undefined): void {
  duration ??= histogram(metric.websocketUpgradeDuration);
  const labels: Record<string, string | number> = status === undefined ? {} : { [a.httpResponseStatusCode.key]: status };
  span.setAttributes(labels);
  if (status === undefined || status >= 400) {
    labels[a.errorType.key] = status === undefined ? ABORTED : String(status);
    span.setAttribute(a.errorType.key, labels[a.errorType.key] as string);
    // As semantic conventions want: 4xx is the client's failure, not the server's.
    if (status === undefined || status >= 500) markFailed(span, labels[a.errorType.key] as string);
  }
  duration.record((performance.now() - startedMs) / 1000, labels);
  if (status !== SWITCHING_PROTOCOLS) countFailure('server', labels);
  // The handlers of the new connection run next; what they throw still belongs here.
  process.nextTick(endSpan, span);
}

const endSpan = guarded('Ending the span of an upgrade', (span: Span) => span.end());

/** Counts an upgrade that became no connection. */
export function countFailure(side: 'server' | 'client', labels: Readonly<Record<string, string | number>>): void {
  failures ??= counter(metric.websocketUpgradeFailures);
  failures.add(1, { [a.websocketSide.key]: side, ...labels });
}
