// The span and metrics of one outgoing HTTP request, whichever client made it.

import { maskTarget } from '../../privacy/url.ts';
import type { FlatValue } from '../../signals/flat.ts';
import {
  type Context,
  endSpan,
  errorTypeOf,
  markFailed,
  put,
  recordException,
  type Span,
  SpanKind,
  startWork,
} from '../../signals/spans.ts';
import { attribute as a, OTHER } from '../../vocabulary/index.ts';
import { knownMethod, mayHaveBody, requestName, shortMethod } from './attributes.ts';
import { type ClientSeries, type Origin, originOf } from './client-series.ts';

const METHOD = a.httpRequestMethod.key;
const FULL_URL = a.urlFull.key;
const ADDRESS = a.serverAddress.key;
const PORT = a.serverPort.key;
const STATUS = a.httpResponseStatusCode.key;
const REQUEST_SIZE = a.httpRequestBodySize.key;
const RESPONSE_SIZE = a.httpResponseBodySize.key;

/** One outgoing request; a client keeps its own of it as a subclass. */
export class Call {
  readonly span: Span;
  /** Context to send along. */
  readonly context: Context;
  readonly startedMs: number;
  /** As the caller wrote it. */
  readonly method: string;
  readonly origin: Origin;
  isOpen = true;

  /** Starts the span of a call to `written` (an origin) + `target`. */
  constructor(method: string, written: string, target: string) {
    const origin = originOf(written);
    const known = knownMethod(method);
    const url = origin.bare + maskTarget(target);
    const attributes: FlatValue[] =
      origin.address === undefined
        ? [METHOD, known, FULL_URL, url]
        : [METHOD, known, ADDRESS, origin.address, PORT, origin.port, FULL_URL, url];
    if (known === OTHER) attributes.push(a.httpRequestMethodOriginal.key, shortMethod(method));
    const work = startWork(SpanKind.CLIENT, requestName(known, undefined), attributes);
    this.span = work.span;
    this.context = work.context;
    this.startedMs = work.startedMs;
    this.method = method;
    this.origin = origin;
  }
}

/** Ends a call that was answered; 4xx and 5xx are failures of the call. Sizes are bytes, undefined where nobody knows. */
export function endCall(call: Call, status: number, requestSize: number | undefined, responseSize: number | undefined): void {
  const endedMs = performance.now();
  const series = call.origin.seriesOf(knownMethod(call.method), status);
  const received = mayHaveBody(call.method, status) ? responseSize : undefined;
  if (requestSize !== undefined) series.requestSize.record(requestSize);
  if (received !== undefined) series.responseSize.record(received);
  const { span } = call;
  if (span.isRecording()) {
    put(span, STATUS, status);
    if (series.errorType !== undefined) markFailed(span, series.errorType);
    if (requestSize !== undefined) put(span, REQUEST_SIZE, requestSize);
    if (received !== undefined) put(span, RESPONSE_SIZE, received);
  }
  finish(call, series, endedMs);
}

/** Ends a call that was not, or not wholly, answered. */
export function failCall(call: Call, reason: unknown): void {
  const endedMs = performance.now();
  const errorType = typeof reason === 'string' ? reason : errorTypeOf(reason);
  if (typeof reason === 'string') markFailed(call.span, errorType);
  else recordException(call.span, reason);
  finish(call, call.origin.seriesOf(knownMethod(call.method), errorType), endedMs);
}

function finish(call: Call, series: ClientSeries, endedMs: number): void {
  call.isOpen = false;
  series.duration.record((endedMs - call.startedMs) / 1000);
  endSpan(call.span, endedMs);
}
