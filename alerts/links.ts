// Where a notification leads: the runbook and the panel; the only place that knows their addresses.

import { PANEL, type Panel, type PanelName } from './panels.ts';

/** Put before the repository path of a runbook: '' as long as people read them in the checkout, or the address of the source host. */
const REPOSITORY_BASE_URL = '';
/** Grafana as people reach it, by the default of PERAGUS_GRAFANA_PORT; `npm start` puts what it really has in its place. */
export const DASHBOARDS_URL = 'http://127.0.0.1:3000';

/** Address of the runbook of an alert. */
export function runbookUrl(alert: string): string {
  return `${REPOSITORY_BASE_URL}alerts/runbooks/${alert}.md`;
}

/** Address of a panel on its dashboard, with the dashboard's variables set; values may be template text. */
export function panelUrl(name: PanelName, variables: Readonly<Record<string, string>> = {}): string {
  const { board, id } = PANEL[name];
  return address(board, [`viewPanel=panel-${id}`], variables);
}

/** Address of a whole dashboard, with its variables set. */
export function boardUrl(board: Panel['board'], variables: Readonly<Record<string, string>>): string {
  return address(board, [], variables);
}

function address(board: string, parameters: readonly string[], variables: Readonly<Record<string, string>>): string {
  const query = [...parameters, ...Object.entries(variables).map(([variable, value]) => `var-${variable}=${value}`)];
  return `${DASHBOARDS_URL}/d/${board}?${query.join('&')}`;
}
