// HTTP: requests that come in and go out.

import { atMost, attributes, many, oneOf } from '../attribute.ts';
import { metrics } from '../metric.ts';
import { failureAttribute } from './failure.ts';
import { own, semconv, semconvDev } from './sources.ts';

/** Request durations in seconds; boundaries advised by semantic conventions 1.45 for HTTP. */
const HTTP_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Body sizes in bytes, powers of four from 64 B to 64 MiB; semantic conventions advise none. */
const BODY_BYTES = [0, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];

/** `http.route` of a request that a web framework saw and that met none of its routes, a 404 above all. */
export const UNMATCHED_ROUTE = '_unmatched';

/** `error.type` of an answer whose status is fine and whose body says that it failed. */
export const SOFT_ERROR = 'soft';

/** Request methods of RFC 9110 and 5789; anything else is `_OTHER`, so that a client cannot mint series. */
export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'QUERY'] as const;
export const OTHER = '_OTHER';

export const httpAttribute = attributes({
  httpRequestMethod: {
    ...semconv,
    key: 'http.request.method',
    type: 'string',
    cardinality: oneOf(...HTTP_METHODS, OTHER),
    brief: 'HTTP request method',
  },
  httpRoute: {
    ...semconv,
    key: 'http.route',
    type: 'string',
    cardinality: atMost(200),
    brief:
      'Matched route template, mount path included; `/mount/*` where a mounted middleware answered, `_unmatched` where the framework knew no route; none without a framework',
  },
  httpRequestMethodOriginal: {
    ...semconv,
    key: 'http.request.method_original',
    type: 'string',
    cardinality: many,
    brief: 'Method as sent, where it is none of the known ones',
  },
  httpRequestBodySize: {
    ...semconvDev,
    key: 'http.request.body.size',
    type: 'int',
    cardinality: many,
    brief: 'Bytes of the request body as transferred',
  },
  httpResponseBodySize: {
    ...semconvDev,
    key: 'http.response.body.size',
    type: 'int',
    cardinality: many,
    brief: 'Bytes of the response body as transferred',
  },
  softErrorRule: {
    ...own,
    key: 'peragus.soft_error.rule',
    type: 'string',
    cardinality: atMost(20),
    brief: 'Rule by which an answer with a good status counts as a failure',
  },
  httpResponseStatusCode: {
    ...semconv,
    key: 'http.response.status_code',
    type: 'int',
    cardinality: atMost(30),
    brief: 'HTTP response status code',
  },
  urlScheme: { ...semconv, key: 'url.scheme', type: 'string', cardinality: oneOf('http', 'https'), brief: 'URL scheme' },
  urlPath: { ...semconv, key: 'url.path', type: 'string', cardinality: many, sensitivity: 'masked', brief: 'Path of the URL' },
  urlQuery: {
    ...semconv,
    key: 'url.query',
    type: 'string',
    cardinality: many,
    sensitivity: 'masked',
    brief: 'Query of the URL, secret values masked',
  },
  urlFull: {
    ...semconv,
    key: 'url.full',
    type: 'string',
    cardinality: many,
    sensitivity: 'masked',
    brief: 'Absolute URL of an outgoing request, secret values masked',
  },
  serverAddress: {
    ...semconv,
    key: 'server.address',
    type: 'string',
    cardinality: atMost(50),
    brief: 'Host that was called; of a server span, the Host header',
  },
  serverPort: { ...semconv, key: 'server.port', type: 'int', cardinality: atMost(50), brief: 'Port that was called' },
  clientAddress: {
    ...semconv,
    key: 'client.address',
    type: 'string',
    cardinality: many,
    brief: 'Address of the peer that sent the request',
  },
  userAgentOriginal: { ...semconv, key: 'user_agent.original', type: 'string', cardinality: many, brief: 'User-Agent header as sent' },
  networkProtocolVersion: {
    ...semconv,
    key: 'network.protocol.version',
    type: 'string',
    cardinality: oneOf('1.0', '1.1', '2', '3'),
    brief: 'HTTP version',
  },
});

const a = httpAttribute;

const OF_SERVER = [
  a.httpRequestMethod,
  a.httpRoute,
  a.httpResponseStatusCode,
  a.urlScheme,
  a.networkProtocolVersion,
  failureAttribute.errorType,
] as const;
const OF_CLIENT = [a.httpRequestMethod, a.serverAddress, a.serverPort, a.httpResponseStatusCode, failureAttribute.errorType] as const;

export const httpMetric = metrics({
  httpServerRequestDuration: {
    ...semconv,
    name: 'http.server.request.duration',
    instrument: 'histogram',
    unit: 's',
    buckets: HTTP_SECONDS,
    seriesBudget: 1000,
    attributes: OF_SERVER,
    brief: "Time from the request's arrival to the end of the response",
  },
  httpServerActiveRequests: {
    ...semconvDev,
    name: 'http.server.active_requests',
    instrument: 'updowncounter',
    unit: '{request}',
    seriesBudget: 30,
    attributes: [a.httpRequestMethod, a.urlScheme],
    brief: 'Requests being handled now',
  },
  httpServerRequestBodySize: {
    ...semconvDev,
    name: 'http.server.request.body.size',
    instrument: 'histogram',
    unit: 'By',
    buckets: BODY_BYTES,
    seriesBudget: 500,
    attributes: OF_SERVER,
    brief: 'Bytes of request bodies that arrived whole; requests without a body are left out',
  },
  httpServerResponseBodySize: {
    ...semconvDev,
    name: 'http.server.response.body.size',
    instrument: 'histogram',
    unit: 'By',
    buckets: BODY_BYTES,
    seriesBudget: 1000,
    attributes: OF_SERVER,
    brief: 'Bytes of response bodies that were sent whole; answers that can have no body are left out',
  },
  httpClientRequestDuration: {
    ...semconv,
    name: 'http.client.request.duration',
    instrument: 'histogram',
    unit: 's',
    buckets: HTTP_SECONDS,
    seriesBudget: 500,
    attributes: OF_CLIENT,
    brief: 'Time from sending a request to the end of its response',
  },
  httpClientRequestBodySize: {
    ...semconvDev,
    name: 'http.client.request.body.size',
    instrument: 'histogram',
    unit: 'By',
    buckets: BODY_BYTES,
    seriesBudget: 500,
    attributes: OF_CLIENT,
    brief: 'Bytes of request bodies whose length is known',
  },
  httpClientResponseBodySize: {
    ...semconvDev,
    name: 'http.client.response.body.size',
    instrument: 'histogram',
    unit: 'By',
    buckets: BODY_BYTES,
    seriesBudget: 500,
    attributes: OF_CLIENT,
    brief: 'Bytes of response bodies that came whole and whose length is known',
  },
});
