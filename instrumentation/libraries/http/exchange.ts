// One server request from its arrival to the end of its response: span, metrics, and whether its answer was a soft error.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { tellFailure } from '../../errors.ts';
import { splitTarget } from '../../privacy/url.ts';
import { contextFromHeaders, strangersIn } from '../../signals/context/propagation.ts';
import type { FlatValue } from '../../signals/flat.ts';
import { routeOf } from '../../signals/routes.ts';
import { type Context, endSpan, markFailed, put, type Span, startEntry, type Work } from '../../signals/spans.ts';
import { attribute as a, OTHER } from '../../vocabulary/index.ts';
import { knownMethod, mayHaveBody, requestName, shortMethod } from './attributes.ts';
import { Bodies, receivedBytes, watchBodies } from './bodies.ts';
import type { Connection, Open } from './connection.ts';
import { type AllServerSeries, type Family, OUTCOME } from './server-series.ts';
import { reportSoftError } from './soft-error-report.ts';
import { brokenRule, FAILING_STATUS, type SoftErrorRule } from './soft-errors.ts';

// Keys as constants: they are written down for every request.
const METHOD = a.httpRequestMethod.key;
const PATH = a.urlPath.key;
const ROUTE = a.httpRoute.key;
const STATUS = a.httpResponseStatusCode.key;
const REQUEST_SIZE = a.httpRequestBodySize.key;
const RESPONSE_SIZE = a.httpResponseBodySize.key;

/** What Node's channels tell of a request. */
export interface Message {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server?: object;
}

export class Exchange extends Bodies implements Open {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly span: Span;
  readonly context: Context;
  readonly startedMs: number;
  readonly family: Family;
  readonly connection: Connection;
  isOpen = true;
  /** Others that are open on the same connection. */
  previous: Open | undefined = undefined;
  next: Open | undefined = undefined;

  constructor({ request, response }: Message, connection: Connection, family: Family, work: Work) {
    super();
    this.request = request;
    this.response = response;
    this.connection = connection;
    this.family = family;
    this.span = work.span;
    this.context = work.context;
    this.startedMs = work.startedMs;
  }
}

/** Starts the span of a request and counts it as active; `rules` is undefined when its answer isn't judged. */
export function beginExchange(
  message: Message,
  connection: Connection,
  all: AllServerSeries,
  rules: readonly SoftErrorRule[] | undefined,
): Exchange {
  const { request, response } = message;
  const method = knownMethod(request.method);
  const family = connection.familyOf(all, method, request.httpVersion);
  const { headers } = request;
  const shared = connection.commonWithLast(request.httpVersion, headers.host, headers['user-agent']);
  const own = describe(request, method, shared === undefined ? connection.describe() : []);
  const work = startEntry(requestName(method, undefined), own, contextFromHeaders(headers), { shared, related: strangersIn(headers) });
  const exchange = new Exchange(message, connection, family, work);
  if (method !== 'HEAD') exchange.rules = rules;
  watchBodies(request, response, exchange);
  connection.open(exchange);
  family.active.add(1);
  return exchange;
}

/** Ends the span of a request and records it. */
export function endExchange(exchange: Exchange, isAborted: boolean): void {
  const endedMs = performance.now();
  const { request, response, span, family } = exchange;
  exchange.isOpen = false;
  // First, so that the count of active requests stays right whatever fails below.
  family.active.add(-1);
  const broken = isAborted || exchange.pieces === undefined ? undefined : softErrorOf(exchange);
  const outcome = isAborted ? OUTCOME.aborted : broken === undefined ? OUTCOME.answered : OUTCOME.softError;
  const status = response.headersSent ? response.statusCode : 0;
  const series = family.seriesOf(readRoute(request, response), status, outcome);
  series.duration.record((endedMs - exchange.startedMs) / 1000);
  const received = receivedBytes(request, exchange);
  if (received !== undefined) series.requestSize.record(received);
  const sent = !isAborted && mayHaveBody(request.method ?? family.method, response.statusCode) ? exchange.sent : undefined;
  if (sent !== undefined) series.responseSize.record(sent);
  if (span.isRecording()) {
    if (series.route !== undefined) {
      put(span, ROUTE, series.route);
      span.updateName(series.name);
    }
    if (status !== 0) put(span, STATUS, status);
    if (received !== undefined) put(span, REQUEST_SIZE, received);
    if (sent !== undefined) put(span, RESPONSE_SIZE, sent);
    if (series.errorType !== undefined) markFailed(span, series.errorType);
  }
  if (broken !== undefined) reportSoftError(exchange, broken, series);
  endSpan(span, endedMs);
}

// All of it at the start, since span processors and whoever ends open work look at it.
function describe(request: IncomingMessage, method: string, own: FlatValue[]): FlatValue[] {
  const { path, query } = splitTarget(request.url ?? '/');
  own.push(METHOD, method, PATH, path);
  if (query !== undefined) own.push(a.urlQuery.key, query);
  if (method === OTHER && request.method !== undefined) own.push(a.httpRequestMethodOriginal.key, shortMethod(request.method));
  return own;
}

function readRoute(request: IncomingMessage, response: ServerResponse): string | undefined {
  try {
    return routeOf(request, response);
  } catch (error) {
    tellFailure('Reading a route', error);
    return undefined;
  }
}

function softErrorOf({ response, pieces, rules }: Exchange): SoftErrorRule | undefined {
  if (pieces === undefined || rules === undefined || response.statusCode >= FAILING_STATUS) return undefined;
  const [first] = pieces;
  const body = pieces.length === 1 && typeof first === 'string' ? first : Buffer.concat(pieces.map(bytesOf)).toString('utf8');
  return brokenRule(body, rules);
}

function bytesOf(piece: string | Buffer): Buffer {
  return typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
}
