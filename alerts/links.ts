// Where a notification leads: the runbook and the dashboard; the only place that knows their addresses.

/** Put before the repository path of a runbook: '' as long as people read them in the checkout, or the address of the source host. */
const REPOSITORY_BASE_URL = '';
/** Grafana as people reach it; the default of PERAGUS_GRAFANA_PORT. */
const GRAFANA_BASE_URL = 'http://127.0.0.1:3000';

/** Dashboards by their uid. Those in `COMING` are not there yet; test/unit/alerts-links.test.ts notices when they are. */
export const BOARD = {
  service: 'service-overview',
  node: 'node-runtime',
  start: 'start-here',
  slo: 'slo',
  websockets: 'websockets',
  sqlite: 'sqlite',
  children: 'child-processes',
  ai: 'ai',
  logs: 'logs',
  pipeline: 'telemetry-pipeline',
  host: 'host',
} as const;
export type BoardName = keyof typeof BOARD;

/** Boards that another branch makes; a link to one of them leads to an empty page until it lands. */
export const COMING: readonly BoardName[] = ['start', 'slo', 'websockets', 'sqlite', 'children', 'ai', 'logs', 'pipeline', 'host'];

/** Address of the runbook of an alert. */
export function runbookUrl(alert: string): string {
  return `${REPOSITORY_BASE_URL}alerts/runbooks/${alert}.md`;
}

/** Address of a dashboard with its variables set; values may be template text. */
export function dashboardUrl(uid: string, variables: Readonly<Record<string, string>> = {}): string {
  const query = Object.entries(variables).map(([name, value]) => `var-${name}=${value}`);
  return `${GRAFANA_BASE_URL}/d/${uid}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}
