// The span and metrics of one outgoing HTTP request, whichever client made it.

import { maskAddress } from '../../privacy/url.ts';
import { type Histogram, histogram } from '../../signals/metrics.ts';
import { type Context, errorTypeOf, markFailed, recordException, type Span, SpanKind, startWork } from '../../signals/spans.ts';
import { attribute as a, metric, OTHER } from '../../vocabulary/index.ts';
import { knownMethod, mayHaveBody, requestName, shortMethod } from './attributes.ts';

export interface Call {
  readonly span: Span;
  /** Context to send along. */
  readonly context: Context;
  readonly startedMs: number;
  readonly method: string;
  readonly labels: Record<string, string | number>;
}
/** Bytes of the bodies, each undefined where nobody knows. */
export interface Sizes {
  readonly request?: number | undefined;
  readonly response?: number | undefined;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

let instruments: Readonly<Record<'duration' | 'requestSize' | 'responseSize', Histogram>> | undefined;

/** Starts the span of a call to `origin` + `target`. */
export function startCall({ method, origin, target }: { readonly method: string; readonly origin: string; readonly target: string }): Call {
  const known = knownMethod(method);
  const address = URL.parse(origin);
  const labels: Record<string, string | number> = { [a.httpRequestMethod.key]: known };
  if (address) {
    labels[a.serverAddress.key] = address.hostname;
    labels[a.serverPort.key] = Number(address.port) || (DEFAULT_PORTS[address.protocol] ?? 0);
  }
  const attributes: Call['labels'] = { ...labels, [a.urlFull.key]: maskAddress(origin, target) };
  if (known === OTHER) attributes[a.httpRequestMethodOriginal.key] = shortMethod(method);
  const work = startWork(SpanKind.CLIENT, requestName(known, undefined), attributes);
  return { ...work, startedMs: performance.now(), method, labels };
}

/** Ends a call that was answered; 4xx and 5xx are failures of the call. */
export function endCall(call: Call, status: number, { request, response }: Sizes = {}): void {
  call.labels[a.httpResponseStatusCode.key] = status;
  call.span.setAttribute(a.httpResponseStatusCode.key, status);
  if (status >= 400) fail(call, String(status));
  finish(call, { request, response: mayHaveBody(call.method, status) ? response : undefined });
}

/** Ends a call that was not, or not wholly, answered. */
export function failCall(call: Call, reason: unknown): void {
  if (typeof reason === 'string') fail(call, reason);
  else {
    call.labels[a.errorType.key] = errorTypeOf(reason);
    recordException(call.span, reason);
  }
  finish(call, {});
}

function fail(call: Call, errorType: string): void {
  call.labels[a.errorType.key] = errorType;
  markFailed(call.span, errorType);
}

function finish({ span, labels, startedMs }: Call, { request, response }: Sizes): void {
  instruments ??= {
    duration: histogram(metric.httpClientRequestDuration),
    requestSize: histogram(metric.httpClientRequestBodySize),
    responseSize: histogram(metric.httpClientResponseBodySize),
  };
  instruments.duration.record((performance.now() - startedMs) / 1000, labels);
  if (request !== undefined) {
    span.setAttribute(a.httpRequestBodySize.key, request);
    instruments.requestSize.record(request, labels);
  }
  if (response !== undefined) {
    span.setAttribute(a.httpResponseBodySize.key, response);
    instruments.responseSize.record(response, labels);
  }
  span.end();
}
