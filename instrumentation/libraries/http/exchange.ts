// One server request from its arrival to the end of its response: span, metrics, and the log record of a soft error.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { attempt } from '../../errors.ts';
import { splitTarget } from '../../privacy/url.ts';
import { emitLog } from '../../signals/logs.ts';
import { type Histogram, histogram, type UpDownCounter, upDownCounter } from '../../signals/metrics.ts';
import { contextFromHeaders } from '../../signals/propagation.ts';
import { routeOf } from '../../signals/routes.ts';
import { type Context, markFailed, runIn, type Span, startEntry } from '../../signals/spans.ts';
import { attribute as a, metric, OTHER, SOFT_ERROR } from '../../vocabulary/index.ts';
import { knownMethod, mayHaveBody, requestName, shortMethod } from './attributes.ts';
import { type Bodies, receivedBytes, watchBodies } from './bodies.ts';
import { brokenRule, FAILING_STATUS, type SoftErrorRule } from './soft-errors.ts';

type Labels = Record<string, string | number>;

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly span: Span;
  readonly context: Context;
  readonly startedMs: number;
  readonly method: string;
  readonly active: Labels;
  readonly bodies: Bodies;
}
interface Instruments {
  readonly duration: Histogram;
  readonly requestSize: Histogram;
  readonly responseSize: Histogram;
  readonly active: UpDownCounter;
}

/** `error.type` of a request whose client went away before the response was finished. */
const ABORTED = 'aborted';
const FAILED_STATUS = 500;
/** Longest name in the domain name system, and a port; longer ones are no host. */
const HOST_MAX = 261;
const PORT_MAX = 65_535;

export function makeInstruments(): Instruments {
  return {
    duration: histogram(metric.httpServerRequestDuration),
    requestSize: histogram(metric.httpServerRequestBodySize),
    responseSize: histogram(metric.httpServerResponseBodySize),
    active: upDownCounter(metric.httpServerActiveRequests),
  };
}

/** Starts the span of a request and counts it as active. */
export function beginExchange(
  request: IncomingMessage,
  response: ServerResponse,
  instruments: Instruments,
  rules: readonly SoftErrorRule[],
): Exchange {
  const method = knownMethod(request.method);
  const scheme = (request.socket as TLSSocket).encrypted ? 'https' : 'http';
  const attributes = describeRequest(request, method, scheme);
  const { span, context } = startEntry(requestName(method, undefined), attributes, contextFromHeaders(request.headers));
  const bodies = watchBodies(request, response, rules.length > 0 && method !== 'HEAD');
  const active = { [a.httpRequestMethod.key]: method, [a.urlScheme.key]: scheme };
  instruments.active.add(1, active);
  return { request, response, span, context, startedMs: performance.now(), method, active, bodies };
}

/** Ends the span of a request and records it. */
export function endExchange(exchange: Exchange, aborted: boolean, instruments: Instruments, rules: readonly SoftErrorRule[]): void {
  const { request, response, span, method, bodies } = exchange;
  // First, so that the count of active requests stays right whatever fails below.
  instruments.active.add(-1, exchange.active);
  const labels = describeEnd(exchange, aborted, rules);
  instruments.duration.record((performance.now() - exchange.startedMs) / 1000, labels);
  const received = receivedBytes(request, bodies);
  if (received !== undefined) {
    span.setAttribute(a.httpRequestBodySize.key, received);
    instruments.requestSize.record(received, labels);
  }
  if (!aborted && mayHaveBody(request.method ?? method, response.statusCode)) {
    span.setAttribute(a.httpResponseBodySize.key, bodies.sent);
    instruments.responseSize.record(bodies.sent, labels);
  }
  span.end();
}

function describeRequest(request: IncomingMessage, method: string, scheme: string): Labels {
  const { path, query } = splitTarget(request.url ?? '/');
  const attributes: Labels = {
    [a.httpRequestMethod.key]: method,
    [a.urlScheme.key]: scheme,
    [a.urlPath.key]: path,
    [a.networkProtocolVersion.key]: request.httpVersion,
  };
  if (method === OTHER && request.method !== undefined) attributes[a.httpRequestMethodOriginal.key] = shortMethod(request.method);
  if (query !== undefined) attributes[a.urlQuery.key] = query;
  const agent = request.headers['user-agent'];
  if (agent) attributes[a.userAgentOriginal.key] = agent;
  describeHost(request.headers.host, attributes);
  const peer = request.socket.remoteAddress;
  if (peer) attributes[a.clientAddress.key] = peer;
  return attributes;
}

// `example.com`, `example.com:8080`, `[::1]:8080`: the name that the client asked for.
function describeHost(host: string | undefined, attributes: Labels): void {
  if (host === undefined || host === '' || host.length > HOST_MAX) return;
  const at = host.indexOf(':', host.indexOf(']') + 1);
  attributes[a.serverAddress.key] = at < 0 ? host : host.slice(0, at);
  const port = at < 0 ? 0 : Number(host.slice(at + 1));
  if (port > 0 && port <= PORT_MAX) attributes[a.serverPort.key] = port;
}

// Sets what only the end knows on the span and gives the attributes of the metrics.
function describeEnd(exchange: Exchange, aborted: boolean, rules: readonly SoftErrorRule[]): Labels {
  const { request, response, span, method, active } = exchange;
  const labels: Labels = { ...active, [a.networkProtocolVersion.key]: request.httpVersion };
  const route = attempt('Reading a route', () => routeOf(request, response));
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
  const broken = aborted ? undefined : softErrorOf(exchange, rules);
  const errorType = aborted ? ABORTED : status >= FAILED_STATUS ? String(status) : broken && SOFT_ERROR;
  if (errorType !== undefined) {
    labels[a.errorType.key] = errorType;
    markFailed(span, errorType);
  }
  if (broken) reportSoftError(exchange, broken, labels);
  return labels;
}

function softErrorOf({ response, bodies }: Exchange, rules: readonly SoftErrorRule[]): SoftErrorRule | undefined {
  if (bodies.pieces === undefined || response.statusCode >= FAILING_STATUS) return undefined;
  return brokenRule(Buffer.concat(bodies.pieces).toString('utf8'), rules);
}

// Says method, route and rule, never what the body held.
function reportSoftError({ context, span, method, response }: Exchange, rule: SoftErrorRule, labels: Labels): void {
  span.setAttribute(a.softErrorRule.key, rule.text);
  const attributes: Labels = {
    [a.httpRequestMethod.key]: method,
    [a.httpResponseStatusCode.key]: response.statusCode,
    [a.errorType.key]: SOFT_ERROR,
    [a.softErrorRule.key]: rule.text,
  };
  const route = labels[a.httpRoute.key];
  if (route !== undefined) attributes[a.httpRoute.key] = route;
  const name = requestName(method, route === undefined ? undefined : String(route));
  runIn(context, () =>
    emitLog({
      severity: 'error',
      severityText: 'error',
      body: `${name} answered ${response.statusCode}, yet its body says that it failed: ${rule.text}`,
      attributes,
      logger: 'peragus',
    }),
  );
}
