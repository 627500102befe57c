// What the stack says of itself: the Collector and the stores, as Prometheus scrapes them; names are theirs, versions as in DESIGN's list of parts.
//
// Sources: documentation.md of exporterhelper, receiverhelper, service and tail_sampling 0.158; Prometheus 3.16, Loki 3.7, Tempo 2.8.

import { alertingAttribute, alertingMetric } from './alerting-metrics.ts';
import { attributes } from './attribute.ts';
import { metrics } from './metric.ts';
import { stackCounter as counter, stackGauge as gauge, stackLabel as label } from './stack-rows.ts';

export const stackAttribute = attributes({
  exporter: { ...label, key: 'exporter', brief: 'Exporter of the Collector: `type/name`' },
  receiver: { ...label, key: 'receiver', brief: 'Receiver of the Collector: `type/name`' },
  transport: { ...label, key: 'transport', brief: 'How it was reached: http, grpc' },
  sampleType: { ...label, key: 'type', brief: 'Kind of sample: float, histogram' },
  samplingDecision: { ...label, key: 'decision', brief: 'What tail sampling did with a trace: sampled, not_sampled, dropped' },
  samplingPolicy: { ...label, key: 'policy', brief: 'Policy of tail sampling; each is named by its reason to keep a trace' },
  discardReason: { ...label, key: 'reason', brief: 'Why a store did not take something' },
  ...alertingAttribute,
});

const a = stackAttribute;
const received = { ...counter, attributes: [a.receiver, a.transport] } as const;
const exported = { ...counter, attributes: [a.exporter] } as const;
const limited = { ...counter, attributes: [] } as const;

const collector = {
  acceptedSpans: { ...received, name: 'otelcol_receiver_accepted_spans', unit: '{span}', brief: 'Spans that the Collector took' },
  acceptedPoints: { ...received, name: 'otelcol_receiver_accepted_metric_points', unit: '{datapoint}', brief: 'Points that it took' },
  acceptedRecords: { ...received, name: 'otelcol_receiver_accepted_log_records', unit: '{record}', brief: 'Log records that it took' },
  refusedSpans: { ...received, name: 'otelcol_receiver_refused_spans', unit: '{span}', brief: 'Spans that the sender must send again' },
  refusedPoints: { ...received, name: 'otelcol_receiver_refused_metric_points', unit: '{datapoint}', brief: 'Points to be sent again' },
  refusedRecords: { ...received, name: 'otelcol_receiver_refused_log_records', unit: '{record}', brief: 'Log records to be sent again' },
  sentSpans: { ...exported, name: 'otelcol_exporter_sent_spans', unit: '{span}', brief: 'Spans that the next hop took' },
  sentPoints: { ...exported, name: 'otelcol_exporter_sent_metric_points', unit: '{datapoint}', brief: 'Points that it took' },
  sentRecords: { ...exported, name: 'otelcol_exporter_sent_log_records', unit: '{record}', brief: 'Log records that it took' },
  failedSpans: {
    ...exported,
    name: 'otelcol_exporter_send_failed_spans',
    unit: '{span}',
    brief: 'Spans that the next hop refused for good',
  },
  failedPoints: { ...exported, name: 'otelcol_exporter_send_failed_metric_points', unit: '{datapoint}', brief: 'Points refused for good' },
  failedRecords: { ...exported, name: 'otelcol_exporter_send_failed_log_records', unit: '{record}', brief: 'Log records refused for good' },
  queueFullSpans: {
    ...exported,
    name: 'otelcol_exporter_enqueue_failed_spans',
    unit: '{span}',
    brief: 'Spans for which the queue had no room',
  },
  queueFullPoints: {
    ...exported,
    name: 'otelcol_exporter_enqueue_failed_metric_points',
    unit: '{datapoint}',
    brief: 'Points for which the queue had no room',
  },
  queueFullRecords: {
    ...exported,
    name: 'otelcol_exporter_enqueue_failed_log_records',
    unit: '{record}',
    brief: 'Log records for which the queue had no room',
  },
  limitedSpans: {
    ...limited,
    name: 'otelcol_processor_memory_limiter_refused_spans',
    unit: '{span}',
    brief: 'Spans turned away for lack of memory',
  },
  limitedPoints: {
    ...limited,
    name: 'otelcol_processor_memory_limiter_refused_metric_points',
    unit: '{datapoint}',
    brief: 'Points turned away for lack of memory',
  },
  limitedRecords: {
    ...limited,
    name: 'otelcol_processor_memory_limiter_refused_log_records',
    unit: '{record}',
    brief: 'Log records turned away for lack of memory',
  },
  queueSize: {
    ...gauge,
    attributes: [a.exporter],
    name: 'otelcol_exporter_queue_size',
    unit: '{batch}',
    brief: 'What waits; here in bytes',
  },
  queueCapacity: { ...gauge, attributes: [a.exporter], name: 'otelcol_exporter_queue_capacity', unit: '{batch}', brief: 'What has room' },
  memory: { ...gauge, attributes: [], name: 'otelcol_process_memory_rss', unit: 'By', brief: 'Physical memory of the Collector' },
  sampledTraces: {
    ...counter,
    attributes: [a.samplingDecision],
    name: 'otelcol_processor_tail_sampling_global_count_traces_sampled',
    unit: '{traces}',
    brief: 'Traces kept and left out, where tail sampling is on',
  },
  sampledByPolicy: {
    ...counter,
    attributes: [a.samplingPolicy, a.samplingDecision],
    name: 'otelcol_processor_tail_sampling_count_traces_sampled',
    unit: '{traces}',
    brief: 'The same for each policy by itself',
  },
  samplingTooEarly: {
    ...counter,
    attributes: [],
    name: 'otelcol_processor_tail_sampling_sampling_trace_dropped_too_early',
    unit: '{traces}',
    brief: 'Traces that had to leave memory before their time',
  },
} as const;

const stores = {
  up: { ...gauge, attributes: [], name: 'up', unit: '{target}', brief: '1 when the last scrape of a part succeeded' },
  prometheusSamples: {
    ...counter,
    attributes: [],
    name: 'prometheus_tsdb_head_samples_appended',
    unit: '{sample}',
    brief: 'Samples stored',
  },
  prometheusSeries: { ...gauge, attributes: [], name: 'prometheus_tsdb_head_series', unit: '{series}', brief: 'Series in memory' },
  prometheusOutOfOrder: {
    ...counter,
    attributes: [],
    name: 'prometheus_tsdb_out_of_order_samples',
    unit: '{sample}',
    brief: 'Samples refused because a later one was stored already',
  },
  prometheusTooOld: {
    ...counter,
    attributes: [a.sampleType],
    name: 'prometheus_tsdb_too_old_samples',
    unit: '{sample}',
    brief: 'Samples refused because they are older than the window for late ones',
  },
  lokiLines: { ...counter, attributes: [], name: 'loki_distributor_lines_received', unit: '{line}', brief: 'Log lines received' },
  lokiBytes: { ...counter, attributes: [], name: 'loki_distributor_bytes_received', unit: 'By', brief: 'Bytes of log lines received' },
  lokiDiscarded: { ...counter, attributes: [a.discardReason], name: 'loki_discarded_samples', unit: '{line}', brief: 'Lines refused' },
  tempoSpans: { ...counter, attributes: [], name: 'tempo_distributor_spans_received', unit: '{span}', brief: 'Spans received' },
  tempoDiscarded: { ...counter, attributes: [a.discardReason], name: 'tempo_discarded_spans', unit: '{span}', brief: 'Spans refused' },
} as const;

export const stackMetric = metrics({ ...collector, ...stores, ...alertingMetric });
