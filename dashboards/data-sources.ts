// Grafana's data sources and how they lead from metric to trace to log and back, as the provisioning file.

import { stringify } from 'yaml';
import {
  attribute,
  by,
  METRIC_EXPORT_INTERVAL_S,
  metric,
  prometheusLabel,
  prometheusName,
  resourceAttribute,
} from '../instrumentation/vocabulary/index.ts';
import { DATA_SOURCES, type DataSource, filledIn } from './kit/data-sources.ts';

/** Label of exemplars and structured metadata of log lines that holds the trace. */
const TRACE_LABEL = 'trace_id';
/** A span's log lines and metrics are looked for this much before and after it. */
const LOGS_MARGIN = '5m';
const METRICS_MARGIN = '15m';

const ALERTMANAGER = { type: 'alertmanager', title: 'Alertmanager', uid: 'alertmanager' } as const;
const { prometheus, loki, tempo } = DATA_SOURCES;

/** Grafana replaces `$NAME` in this file by the environment; every `$` that it should see itself is written twice. */
const escaped = (value: string): string => value.replaceAll('$', '$$$$');

function entry({ type, title, uid }: DataSource | typeof ALERTMANAGER, jsonData: Record<string, unknown>): Record<string, unknown> {
  return {
    name: title,
    uid,
    type,
    access: 'proxy',
    url: `$PERAGUS_${uid.toUpperCase()}_URL`,
    isDefault: uid === prometheus.uid,
    editable: false,
    jsonData,
  };
}

/** Queries offered on a span; `$__tags` becomes the labels of the span's service. */
function metricsOfSpan(): { name: string; query: string }[] {
  const requests = metric.httpServerRequestDuration;
  const rate = (part: 'count' | 'bucket'): string => `rate(${prometheusName(requests, part)}{$__tags}[$__rate_interval])`;
  const route = attribute.httpRoute.key;
  return [
    { name: 'Requests by route', query: escaped(`sum ${by(requests, route)} (${rate('count')})`) },
    { name: 'Duration by route, p95', query: escaped(`histogram_quantile(0.95, sum ${by(requests, route, 'le')} (${rate('bucket')}))`) },
  ];
}

const serviceTag = { key: resourceAttribute.serviceName.key, value: prometheusLabel(resourceAttribute.serviceName) };

function dataSources(): Record<string, unknown>[] {
  const toTrace = { datasourceUid: tempo.uid, urlDisplayLabel: 'Trace' };
  return [
    entry(prometheus, {
      httpMethod: 'POST',
      prometheusType: 'Prometheus',
      timeInterval: `${METRIC_EXPORT_INTERVAL_S}s`,
      manageAlerts: true,
      alertmanagerUid: ALERTMANAGER.uid,
      exemplarTraceIdDestinations: [{ name: TRACE_LABEL, ...toTrace }],
    }),
    entry(loki, {
      derivedFields: [
        { name: TRACE_LABEL, matcherType: 'label', matcherRegex: TRACE_LABEL, url: escaped(filledIn('__value.raw')), ...toTrace },
      ],
    }),
    entry(tempo, {
      tracesToLogsV2: {
        datasourceUid: loki.uid,
        spanStartTimeShift: `-${LOGS_MARGIN}`,
        spanEndTimeShift: LOGS_MARGIN,
        tags: [serviceTag],
        customQuery: true,
        query: escaped(`{${filledIn('__tags')}} | ${TRACE_LABEL}="${filledIn('__trace.traceId')}"`),
      },
      tracesToMetrics: {
        datasourceUid: prometheus.uid,
        spanStartTimeShift: `-${METRICS_MARGIN}`,
        spanEndTimeShift: METRICS_MARGIN,
        tags: [serviceTag],
        queries: metricsOfSpan(),
      },
      nodeGraph: { enabled: true },
      // Made by the Collector's service_graph, before sampling.
      serviceMap: { datasourceUid: prometheus.uid },
    }),
    entry(ALERTMANAGER, { implementation: 'prometheus', handleGrafanaManagedAlerts: false }),
  ];
}

/** The file's text. */
export function buildDataSources(): string {
  const head = '# Generated from dashboards/data-sources.ts by `npm run generate`; do not edit.\n';
  return head + stringify({ apiVersion: 1, datasources: dataSources() }, { lineWidth: 0, aliasDuplicateObjects: false });
}
