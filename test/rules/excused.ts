// What rules read and a healthy stack may not have yet, by the reason; test/unit/rules-lint.test.ts sees to it that each name is one of the vocabulary.

const because = (reason: string, ...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, reason]));

const SPANS_POINTS_RECORDS = ['spans', 'metric_points', 'log_records'] as const;
const collector = (name: string): string[] => SPANS_POINTS_RECORDS.map((items) => `otelcol_${name}_${items}_total`);

/** By metric, or by metric and label as `metric{label}`. */
export const EXCUSED: Readonly<Record<string, string>> = {
  ...because('the Collector makes it with the first item that a store refuses for good', ...collector('exporter_send_failed')),
  ...because('the Collector makes it with the first item that a queue has no room for', ...collector('exporter_enqueue_failed')),
  ...because('the Collector makes it when its memory is short for the first time', ...collector('processor_memory_limiter_refused')),
  ...because('Loki makes it with the first line that it refuses', 'loki_discarded_samples_total'),
  ...because('made with the first request for a socket that is refused', 'websocket_upgrade_failures_total'),
  ...because('made with the first measurement beyond a budget', 'peragus_telemetry_folded_total'),
  ...because('made when a child that crashed is started again', 'child_process_restarts_total'),
  ...because(
    'made with the first call to a language model',
    'gen_ai_client_operation_duration_seconds_count',
    'gen_ai_client_operation_duration_seconds_bucket',
    'gen_ai_client_cost_total',
  ),
  ...because(
    'the application provides it or nobody does: docs/provided-metrics.md',
    'peragus_credential_rotated_seconds',
    'peragus_backup_completed_seconds',
  ),
  ...because(
    'the label comes with the first failure',
    'http_server_request_duration_seconds_count{error_type}',
    'http_client_request_duration_seconds_count{error_type}',
    'db_client_operation_duration_seconds_count{error_type}',
    'websocket_message_duration_seconds_count{error_type}',
    'child_process_duration_seconds_count{error_type}',
  ),
};
