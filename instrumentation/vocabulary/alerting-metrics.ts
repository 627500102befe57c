// What the stack says of itself and only rules read: rules and storage of Prometheus, the way of an alert, requests of the stores.
//
// Sources: the metrics pages of Prometheus 3.16, Alertmanager 0.31, Loki 3.7 and Tempo 2.8 themselves.

import { attributes } from './attribute.ts';
import { metrics } from './metric.ts';
import { stackCounter as counter, stackGauge as gauge, stackHistogram as histogram, stackLabel as label } from './stack-rows.ts';

export const alertingAttribute = attributes({
  ruleGroup: { ...label, key: 'rule_group', brief: 'File and name of a group of rules' },
  alertmanager: { ...label, key: 'alertmanager', brief: 'Address of an Alertmanager that alerts are handed to' },
  failureReason: { ...label, key: 'reason', brief: 'Why a message was given up' },
  integration: { ...label, key: 'integration', brief: 'Kind of channel: slack, webhook, …' },
  answerCode: { ...label, key: 'code', brief: 'Status that Prometheus answered with' },
  handler: { ...label, key: 'handler', brief: 'Path of Prometheus that was asked' },
  route: { ...label, key: 'route', brief: 'Door of a store that was asked' },
  statusCode: { ...label, key: 'status_code', brief: 'Status that a store answered with' },
});

const a = alertingAttribute;

const prometheus = {
  ruleFailures: {
    ...counter,
    attributes: [a.ruleGroup],
    name: 'prometheus_rule_evaluation_failures',
    unit: '{rule}',
    brief: 'Rules that could not be evaluated',
  },
  configLoaded: {
    ...gauge,
    attributes: [],
    name: 'prometheus_config_last_reload_successful',
    unit: '{reload}',
    brief: '1 when the last reload of Prometheus took',
  },
  prometheusAnswers: {
    ...counter,
    attributes: [a.answerCode, a.handler],
    name: 'prometheus_http_requests',
    unit: '{request}',
    brief: 'Requests that Prometheus answered',
  },
  compactionsFailed: {
    ...counter,
    attributes: [],
    name: 'prometheus_tsdb_compactions_failed',
    unit: '{block}',
    brief: 'Blocks that Prometheus could not write',
  },
  checkpointsFailed: {
    ...counter,
    attributes: [],
    name: 'prometheus_tsdb_checkpoint_creations_failed',
    unit: '{checkpoint}',
    brief: 'Checkpoints that it could not write',
  },
  logCorruptions: {
    ...counter,
    attributes: [],
    name: 'prometheus_tsdb_wal_corruptions',
    unit: '{segment}',
    brief: 'Damage found in its write-ahead log',
  },
} as const;

const notifying = {
  alertmanagersKnown: {
    ...gauge,
    attributes: [],
    name: 'prometheus_notifications_alertmanagers_discovered',
    unit: '{alertmanager}',
    brief: 'Alertmanagers that alerts are handed to',
  },
  alertsSent: {
    ...counter,
    attributes: [a.alertmanager],
    name: 'prometheus_notifications_sent',
    unit: '{alert}',
    brief: 'Alerts handed over',
  },
  alertsUnsent: {
    ...counter,
    attributes: [a.alertmanager],
    name: 'prometheus_notifications_errors',
    unit: '{alert}',
    brief: 'Alerts that an Alertmanager did not take',
  },
  routesLoaded: {
    ...gauge,
    attributes: [],
    name: 'alertmanager_config_last_reload_successful',
    unit: '{reload}',
    brief: '1 when Alertmanager took its last configuration',
  },
  notifications: {
    ...counter,
    attributes: [a.integration],
    name: 'alertmanager_notifications',
    unit: '{notification}',
    brief: 'Notifications tried',
  },
  notificationsFailed: {
    ...counter,
    attributes: [a.integration, a.failureReason],
    name: 'alertmanager_notifications_failed',
    unit: '{notification}',
    brief: 'Notifications given up',
  },
} as const;

const stores = {
  lokiRequests: {
    ...histogram,
    attributes: [a.route, a.statusCode],
    name: 'loki_request_duration',
    unit: 's',
    brief: 'Requests that Loki answered',
  },
  lokiPanics: { ...counter, attributes: [], name: 'loki_panic', unit: '{panic}', brief: 'Requests of Loki that ended in a panic' },
  tempoRequests: {
    ...histogram,
    attributes: [a.route, a.statusCode],
    name: 'tempo_request_duration',
    unit: 's',
    brief: 'Requests that Tempo answered',
  },
  tempoFlushesFailed: {
    ...counter,
    attributes: [],
    name: 'tempo_ingester_failed_flushes',
    unit: '{block}',
    brief: 'Blocks of traces that could not be written',
  },
  tempoCompactionsFailed: {
    ...counter,
    attributes: [],
    name: 'tempodb_compaction_errors',
    unit: '{block}',
    brief: 'Blocks of traces that could not be merged',
  },
} as const;

export const alertingMetric = metrics({ ...prometheus, ...notifying, ...stores });
