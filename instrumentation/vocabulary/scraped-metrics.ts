// Metrics that parts of the stack have about themselves and our rules read: Prometheus names as they are, with their labels.

export interface Scraped {
  /** As it is written in Prometheus, suffixes included. */
  readonly name: string;
  /** Scrape job that has it; `prometheus` also makes what it evaluates itself. */
  readonly emitter: 'prometheus' | 'collector' | 'alertmanager' | 'loki' | 'tempo';
  /** Its own labels; every series of a scrape also has `job` and `instance`. */
  readonly labels: readonly string[];
  readonly brief: string;
}

const table = <const T extends Record<string, Scraped>>(entries: T): T => entries;

/** Of the Collector: one family a kind of item, because their names differ. */
const SIGNAL_ITEMS = { spans: 'spans', metricPoints: 'metric_points', logRecords: 'log_records' } as const;
type Item = keyof typeof SIGNAL_ITEMS;
const perItem = <const P extends string, const L extends readonly string[]>(prefix: P, labels: L, brief: string) => {
  const entry = <const S extends string>(suffix: S) =>
    ({ name: `${prefix}_${suffix}_total` as const, emitter: 'collector', labels, brief }) as const;
  return { spans: entry('spans'), metricPoints: entry('metric_points'), logRecords: entry('log_records') } satisfies Record<Item, Scraped>;
};

export const collectorRefused = perItem(
  'otelcol_receiver_refused',
  ['receiver', 'transport'],
  'Items that a receiver did not take; the sender keeps them',
);
export const collectorAccepted = perItem('otelcol_receiver_accepted', ['receiver', 'transport'], 'Items that a receiver took');
export const collectorSent = perItem('otelcol_exporter_sent', ['exporter'], 'Items that a store took');
export const collectorSendFailed = perItem(
  'otelcol_exporter_send_failed',
  ['exporter'],
  'Items that a store refused for good; they are lost',
);
export const collectorEnqueueFailed = perItem('otelcol_exporter_enqueue_failed', ['exporter'], 'Items for which the queue had no room');
export const collectorLimiterRefused = perItem(
  'otelcol_processor_memory_limiter_refused',
  ['processor'],
  'Items turned away because the Collector has too little memory',
);

export const scraped = table({
  up: { name: 'up', emitter: 'prometheus', labels: [], brief: 'Last scrape of a target succeeded' },
  collectorQueueSize: {
    name: 'otelcol_exporter_queue_size',
    emitter: 'collector',
    labels: ['exporter', 'data_type'],
    brief: 'What waits in the queue on disk, in its own unit',
  },
  collectorQueueCapacity: {
    name: 'otelcol_exporter_queue_capacity',
    emitter: 'collector',
    labels: ['exporter', 'data_type'],
    brief: 'What fits into the queue on disk, in its own unit',
  },
  collectorMemory: {
    name: 'otelcol_process_memory_rss_bytes',
    emitter: 'collector',
    labels: [],
    brief: 'Physical memory of the Collector',
  },
  ruleFailures: {
    name: 'prometheus_rule_evaluation_failures_total',
    emitter: 'prometheus',
    labels: ['rule_group'],
    brief: 'Rules that could not be evaluated',
  },
  configLoaded: {
    name: 'prometheus_config_last_reload_successful',
    emitter: 'prometheus',
    labels: [],
    brief: '1 when the last reload took',
  },
  alertmanagersKnown: {
    name: 'prometheus_notifications_alertmanagers_discovered',
    emitter: 'prometheus',
    labels: [],
    brief: 'Alertmanagers that alerts are handed to',
  },
  alertsUnsent: {
    name: 'prometheus_notifications_errors_total',
    emitter: 'prometheus',
    labels: ['alertmanager'],
    brief: 'Alerts that an Alertmanager did not take',
  },
  alertsSent: { name: 'prometheus_notifications_sent_total', emitter: 'prometheus', labels: ['alertmanager'], brief: 'Alerts handed over' },
  prometheusAnswers: {
    name: 'prometheus_http_requests_total',
    emitter: 'prometheus',
    labels: ['code', 'handler'],
    brief: 'Requests that Prometheus answered',
  },
  samplesTooOld: {
    name: 'prometheus_tsdb_too_old_samples_total',
    emitter: 'prometheus',
    labels: ['type'],
    brief: 'Samples older than the window for late ones',
  },
  headSeries: { name: 'prometheus_tsdb_head_series', emitter: 'prometheus', labels: [], brief: 'Series that are alive' },
  compactionsFailed: {
    name: 'prometheus_tsdb_compactions_failed_total',
    emitter: 'prometheus',
    labels: [],
    brief: 'Blocks that could not be written',
  },
  logCorruptions: {
    name: 'prometheus_tsdb_wal_corruptions_total',
    emitter: 'prometheus',
    labels: [],
    brief: 'Damage found in the write-ahead log',
  },
  checkpointsFailed: {
    name: 'prometheus_tsdb_checkpoint_creations_failed_total',
    emitter: 'prometheus',
    labels: [],
    brief: 'Checkpoints that could not be written',
  },
  routesLoaded: {
    name: 'alertmanager_config_last_reload_successful',
    emitter: 'alertmanager',
    labels: [],
    brief: '1 when Alertmanager took its last configuration',
  },
  notifications: {
    name: 'alertmanager_notifications_total',
    emitter: 'alertmanager',
    labels: ['integration'],
    brief: 'Notifications tried',
  },
  notificationsFailed: {
    name: 'alertmanager_notifications_failed_total',
    emitter: 'alertmanager',
    labels: ['integration', 'reason'],
    brief: 'Notifications that were given up',
  },
  lokiRequests: {
    name: 'loki_request_duration_seconds_count',
    emitter: 'loki',
    labels: ['method', 'route', 'status_code', 'ws'],
    brief: 'Requests that Loki answered',
  },
  lokiPanics: { name: 'loki_panic_total', emitter: 'loki', labels: [], brief: 'Requests that ended in a panic' },
  lokiDiscarded: {
    name: 'loki_discarded_samples_total',
    emitter: 'loki',
    labels: ['reason', 'tenant', 'retention_hours', 'policy', 'format'],
    brief: 'Log lines that Loki refused',
  },
  tempoRequests: {
    name: 'tempo_request_duration_seconds_count',
    emitter: 'tempo',
    labels: ['method', 'route', 'status_code', 'ws'],
    brief: 'Requests that Tempo answered',
  },
  tempoDiscarded: {
    name: 'tempo_discarded_spans_total',
    emitter: 'tempo',
    labels: ['reason', 'tenant'],
    brief: 'Spans that Tempo refused',
  },
  tempoFlushesFailed: {
    name: 'tempo_ingester_failed_flushes_total',
    emitter: 'tempo',
    labels: [],
    brief: 'Blocks of traces that could not be written',
  },
  tempoCompactionsFailed: {
    name: 'tempodb_compaction_errors_total',
    emitter: 'tempo',
    labels: [],
    brief: 'Blocks of traces that could not be merged',
  },
});

/** One matcher on a label that the series has; the value is written between quotes as it is. */
export type ScrapedMatcher<E extends Scraped> = readonly [E['labels'][number] | 'job' | 'instance', '=' | '!=' | '=~' | '!~', string];

/** Selector of a metric of the stack, such as `up{job="collector"}`. */
export function selectScraped<const E extends Scraped>({ name }: E, where: readonly ScrapedMatcher<E>[] = []): string {
  const matchers = where.map(([label, operator, value]) => `${label}${operator}"${value}"`);
  return name + (matchers.length > 0 ? `{${matchers.join(', ')}}` : '');
}
