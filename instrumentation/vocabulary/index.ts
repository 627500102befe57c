// The vocabulary: every name that leaves this stack. Imports nothing but itself.

export type { Attribute, Cardinality, Sensitivity } from './attribute.ts';
export { attribute } from './attributes.ts';
export { canaryBeat, canaryMetric } from './canary-metrics.ts';
export { collectorAttribute, collectorMetric, SPAN_KIND_CLIENT, SPAN_KIND_CONSUMER, SPAN_KIND_SERVER } from './collector-metrics.ts';
export { EXECUTABLES_MAX, STILL_RUNNING } from './domains/child-process.ts';
export { DELIVERED_SIGNALS, DROP_REASONS } from './domains/delivery.ts';
export { GEN_AI_MODELS_MAX, GEN_AI_OPERATIONS, GEN_AI_PROVIDERS } from './domains/gen-ai.ts';
export { HTTP_METHODS, OTHER, SOFT_ERROR, UNMATCHED_ROUTE } from './domains/http.ts';
export { resourceAttribute } from './domains/resource.ts';
export { DEBUG_SESSION, SAMPLING_REASONS } from './domains/sampling.ts';
export { MESSAGE_NAMES_MAX, type WEBSOCKET_SIDES } from './domains/websocket.ts';
export { external } from './external.ts';
export { hostAttribute, hostMetric } from './host-metrics.ts';
export { hostTrafficAttribute, hostTrafficMetric } from './host-traffic-metrics.ts';
export { METRIC_EXPORT_INTERVAL_S, RULE_EVALUATION_INTERVAL_S } from './intervals.ts';
export { KNOWN_SERIES, UNSCOPED_SERIES } from './known-series.ts';
export type { Instrument, Metric, Unit } from './metric.ts';
export { metric } from './metrics.ts';
export { onCallAttribute } from './on-call-metrics.ts';
export { type HistogramPart, INSTANCE_LABEL, JOB_LABEL, prometheusLabel, prometheusName, translateName } from './prometheus.ts';
export { by, type LabelKey, type Matcher, PROMOTED_RESOURCE_ATTRIBUTES, select } from './promql.ts';
export { providedAttribute, providedMetric } from './provided-metrics.ts';
export { RECORDED_NAMES, type RecordedWindow, recorded, SLO_LABEL } from './recorded.ts';
export { COMMON_LABELS, seriesOf } from './series.ts';
export { serviceGraphAttribute, serviceGraphMetric } from './service-graph-metrics.ts';
export { canaryService, service } from './services.ts';
export { stackAttribute, stackMetric } from './stack-metrics.ts';
