// Metrics that the Collector makes out of spans, and their attributes: collector/fragments/span-metrics.yaml.

import { atMost, attributes, oneOf } from './attribute.ts';
import { attribute as a } from './attributes.ts';
import { metrics } from './metric.ts';
import { metric } from './metrics.ts';

/** How the connector writes the kind of a span that answers a request, asks for one, or takes a message. */
export const SPAN_KIND_SERVER = 'SPAN_KIND_SERVER';
export const SPAN_KIND_CLIENT = 'SPAN_KIND_CLIENT';
export const SPAN_KIND_CONSUMER = 'SPAN_KIND_CONSUMER';

const collector = { source: 'collector', stability: 'development' } as const;
/** `aggregation_cardinality_limit` of the connector: its limit for one process. */
const SERIES_LIMIT = 1000;

export const collectorAttribute = attributes({
  spanName: {
    ...collector,
    sensitivity: 'masked',
    key: 'span.name',
    type: 'string',
    cardinality: atMost(SERIES_LIMIT),
    brief: 'Name of the span: method and route, or verb and table',
  },
  spanKind: {
    ...collector,
    sensitivity: 'public',
    key: 'span.kind',
    type: 'string',
    cardinality: oneOf(
      SPAN_KIND_SERVER,
      SPAN_KIND_CLIENT,
      'SPAN_KIND_INTERNAL',
      'SPAN_KIND_PRODUCER',
      SPAN_KIND_CONSUMER,
      'SPAN_KIND_UNSPECIFIED',
    ),
    brief: 'Whether the span answers a request, makes one, or neither',
  },
  statusCode: {
    ...collector,
    sensitivity: 'public',
    key: 'status.code',
    type: 'string',
    cardinality: oneOf('STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'),
    brief: 'Status of the span; not the one of HTTP',
  },
});

const ofSpans = {
  ...collector,
  attributes: [
    collectorAttribute.spanName,
    collectorAttribute.spanKind,
    collectorAttribute.statusCode,
    a.httpRoute,
    a.httpRequestMethod,
    a.httpResponseStatusCode,
  ],
  seriesBudget: SERIES_LIMIT,
} as const;

export const collectorMetric = metrics({
  spanDuration: {
    ...ofSpans,
    name: 'traces.span.metrics.duration',
    instrument: 'histogram',
    unit: 's',
    // Those of the preload, so that the two can be compared.
    buckets: metric.httpServerRequestDuration.buckets,
    brief: 'Time from start to end of a span; with exemplars that lead to the trace, which the SDK can’t attach',
  },
  spanCalls: {
    ...ofSpans,
    name: 'traces.span.metrics.calls',
    instrument: 'counter',
    unit: '1',
    brief: 'Spans that ended',
  },
});
