// The table that is printed when everything is ready: what there is, where, and what to do there.

import { join } from 'node:path';
import { JOB_LABEL } from '../../instrumentation/vocabulary/index.ts';
import type { PortName } from '../ports.ts';
import type { Place } from '../process-spec.ts';
import { baseUrl, otlpUrl } from '../processes/addresses.ts';
import { grafanaPasswordFile } from '../processes/grafana.ts';
import { formatTable } from './layout.ts';

/** Which optional parts run. */
export interface Extras {
  readonly example: boolean;
  readonly grafana: boolean;
}

/** The table of URLs for this place, and how to go on from there; fits 90 columns with the default ports. */
export function describeUrls(place: Place, { example, grafana }: Extras): string {
  const at = (name: PortName, path = '') => baseUrl(place.ports, name) + path;
  const rows: [string, string, string][] = [];
  if (example) rows.push(['Srcbook page', at('web'), 'open a notebook, run a cell']);
  rows.push(grafana ? ['Grafana', at('grafana'), 'see the dashboards'] : ['Dashboards', at('dashboards'), 'see them without Grafana']);
  rows.push(
    ['Prometheus', at('prometheus', `/api/v1/label/${JOB_LABEL}/values`), 'see who sends metrics'],
    ['Loki', at('loki', '/loki/api/v1/series'), 'see who writes logs'],
    ['Tempo', at('tempo', '/api/search?limit=5'), 'see the latest traces'],
    ['Alertmanager', at('alertmanager'), 'see and silence alerts'],
    ['On-call inbox', at('onCall', '/alerts'), 'read what the on-call got'],
    ['Pipeline canary', at('canary', '/metrics'), 'see whether telemetry arrives'],
    ['Collector', otlpUrl(place), 'send OTLP over HTTP here'],
    ['Browser door', at('browserDoor'), 'let pages send OTLP here'],
  );
  const lines = ['', formatTable([['What', 'URL', 'What to do there'], ...rows]), ''];
  if (grafana) lines.push(`Grafana's user is admin; its password is in ${grafanaPasswordFile(place)}`);
  lines.push(`Logs of all parts are in ${join(place.data, 'logs')}`, 'Ctrl-C stops everything.', '');
  return lines.join('\n');
}
