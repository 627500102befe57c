// Telemetry about our own telemetry: what was folded because a metric had too many series.

import { atMost, attributes, oneOf } from '../attribute.ts';
import { metrics } from '../metric.ts';
import { own, semconv } from './sources.ts';

export const telemetryAttribute = attributes({
  metricOverflow: {
    ...semconv,
    key: 'otel.metric.overflow',
    type: 'boolean',
    cardinality: oneOf('true'),
    brief: 'Marks the one series that holds what had no room among the others',
  },
  foldedMetric: {
    ...own,
    key: 'peragus.metric.name',
    type: 'string',
    cardinality: atMost(100),
    brief: 'Metric that had more series than its budget',
  },
  foldedAttribute: {
    ...own,
    key: 'peragus.metric.attribute',
    type: 'string',
    cardinality: atMost(100),
    brief: 'Attribute with the most distinct values among the series of that metric: the one to blame',
  },
});

const a = telemetryAttribute;

export const telemetryMetric = metrics({
  telemetryFolded: {
    ...own,
    name: 'peragus.telemetry.folded',
    instrument: 'counter',
    unit: '{measurement}',
    attributes: [a.foldedMetric, a.foldedAttribute],
    seriesBudget: 200,
    brief: 'Measurements folded into the overflow series of a metric, because it has as many series as its budget allows',
  },
});
