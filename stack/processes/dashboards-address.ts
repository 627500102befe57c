// Where the links of alerts lead: the Grafana of this machine, the viewer where there is none, or the address that somebody has named.

import { DASHBOARDS_URL } from '../../alerts/links.ts';
import type { Place } from '../process-spec.ts';
import { baseUrl } from './addresses.ts';
import { hasGrafana } from './grafana.ts';

/** For people who reach the dashboards under another name, such as https://grafana.example.com/. */
const VARIABLE = 'PERAGUS_DASHBOARDS_URL';

/**
 * The address in front of `/d/…`, without a slash at its end.
 * @throws Error when the variable holds no address of a web page.
 */
function dashboardsAddress(place: Place): string {
  const named = place.environment[VARIABLE];
  if (!named) return baseUrl(place.ports, hasGrafana(place.environment) ? 'grafana' : 'dashboards');
  const url = URL.parse(named);
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error(`${VARIABLE} is "${named}"; it takes an http or https address.`);
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Makes the links of generated rules lead there. */
export function withDashboardsOf(place: Place): (rules: string) => string {
  const address = dashboardsAddress(place);
  return (rules) => rules.replaceAll(`${DASHBOARDS_URL}/`, `${address}/`);
}
