// The table that is printed when everything is ready: what there is, where, and what to do there.

import { join } from 'node:path';
import { JOB_LABEL, prometheusLabel, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import type { PortName } from '../ports.ts';
import type { Place } from '../process-spec.ts';
import { baseUrl } from '../processes/addresses.ts';
import { grafanaPasswordFile } from '../processes/grafana.ts';
import { formatTable } from './layout.ts';

/** Which optional parts run. */
export interface Extras {
  readonly example: boolean;
  readonly grafana: boolean;
}

/** The table of URLs for this place, and how to go on from there. */
export function describeUrls(place: Place, { example, grafana }: Extras): string {
  const at = (name: PortName, path = '') => baseUrl(place.ports, name) + path;
  const serviceLabel = prometheusLabel(resourceAttribute.serviceName);
  const rows: [string, string, string][] = [];
  if (example) rows.push(['Srcbook page', at('web'), 'open a notebook and run a cell: every step is recorded']);
  if (grafana) rows.push(['Grafana', at('grafana'), `dashboards; user admin, password in ${grafanaPasswordFile(place)}`]);
  rows.push(
    ['Prometheus', at('prometheus', `/api/v1/label/${JOB_LABEL}/values`), 'metrics: which services report'],
    ['Loki', at('loki', `/loki/api/v1/label/${serviceLabel}/values`), 'logs: which services write'],
    ['Tempo', at('tempo', '/api/search?limit=5'), 'traces: the latest requests'],
    ['Alertmanager', at('alertmanager'), 'alerts that fire, and silences'],
    ['On-call inbox', at('onCall', '/alerts'), 'what the person on call was told'],
    ['Collector', at('otlpHttp'), 'send OTLP over HTTP here'],
  );
  const lines = ['', 'Everything is ready.', '', formatTable([['What', 'URL', 'What to do there'], ...rows]), ''];
  if (!grafana) lines.push(DASHBOARDS_HINT);
  lines.push(`Logs of all parts: ${join(place.data, 'logs')}. Ctrl-C stops everything.`, '');
  return lines.join('\n');
}

const DASHBOARDS_HINT =
  'Dashboards need Grafana, which is not on this machine: run `docker compose up` instead, or unpack Grafana and set GRAFANA_HOME to its folder.';
