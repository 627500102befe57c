// Metrics of who calls whom, which the Collector makes out of pairs of spans: collector/fragments/service-graph.yaml.
//
// Source: connector servicegraph of the Collector 0.158. A pair belongs to two services, so the series have no resource of either.

import { atMost, attributes, oneOf } from './attribute.ts';
import { metrics } from './metric.ts';
import { metric } from './metrics.ts';

const collector = { source: 'collector', stability: 'development' } as const;
/** Services that call, and that are called: names come from resources, and from databases. */
const SERVICES_MAX = 50;
/** `store.max_items` of the connector bounds what waits, not the series; services bound them. */
const SERIES_MAX = 1000;
const label = { ...collector, sensitivity: 'public', type: 'string' } as const;

export const serviceGraphAttribute = attributes({
  client: { ...label, key: 'client', cardinality: atMost(SERVICES_MAX), brief: 'Service that calls; "user" when nobody says so' },
  server: { ...label, key: 'server', cardinality: atMost(SERVICES_MAX), brief: 'Service or database that is called' },
  connectionType: {
    ...label,
    key: 'connection_type',
    cardinality: oneOf('', 'messaging_system', 'database', 'virtual_node'),
    brief: 'What lies between the two; empty for a call',
  },
  failed: { ...label, type: 'boolean', key: 'failed', cardinality: oneOf('true', 'false'), brief: 'Whether one of the two spans failed' },
});

const a = serviceGraphAttribute;
const ofPairs = { ...collector, attributes: [a.client, a.server, a.connectionType, a.failed], seriesBudget: SERIES_MAX } as const;
const duration = { ...ofPairs, instrument: 'histogram', unit: 's', buckets: metric.httpServerRequestDuration.buckets } as const;

export const serviceGraphMetric = metrics({
  requests: {
    ...ofPairs,
    name: 'traces_service_graph_request',
    instrument: 'counter',
    unit: '1',
    brief: 'Calls from one service to another',
  },
  failedRequests: { ...ofPairs, name: 'traces_service_graph_request_failed', instrument: 'counter', unit: '1', brief: 'Calls that failed' },
  serverDuration: { ...duration, name: 'traces_service_graph_request_server', brief: 'Time of a call as the called service sees it' },
  clientDuration: { ...duration, name: 'traces_service_graph_request_client', brief: 'Time of a call as its caller sees it' },
});
