// The links at the top of a dashboard.

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dashboard } from '../model.ts';

/** The menu at the top: all dashboards that share the tag, with the time range and the choices kept. A menu, because more will come. */
const linksBar = (tag: string): dashboard.DashboardLinkBuilder =>
  new dashboard.DashboardLinkBuilder('Dashboards')
    .type(dashboard.DashboardLinkType.Dashboards)
    .tags([tag])
    .asDropdown(true)
    .icon('dashboard')
    .tooltip('Other dashboards, same time range and choices')
    .keepTime(true)
    .includeVars(true);

/** The way back to the dashboard that everything starts from. */
const homeLink = ({ title, uid }: { title: string; uid: string }): dashboard.DashboardLinkBuilder =>
  new dashboard.DashboardLinkBuilder(title)
    .type(dashboard.DashboardLinkType.Link)
    .url(`/d/${uid}`)
    .icon('external link')
    .tooltip('All services, and where to go')
    .keepTime(true)
    .includeVars(true);

/** The way home, and the menu. @throws Error when the dashboard has no tag for the menu. */
export function buildLinks({ title, uid, tags: [tag], home }: Dashboard): dashboard.DashboardLinkBuilder[] {
  if (!tag) throw new Error(`Dashboard "${title}" has no tag; give it the tag that links the dashboards to each other.`);
  return [...(home && home.uid !== uid ? [homeLink(home)] : []), linksBar(tag)];
}
