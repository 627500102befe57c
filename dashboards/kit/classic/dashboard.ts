// A whole dashboard as Grafana's classic JSON (v1), the form that file provisioning and import both take.

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSourceRef } from '../data-sources.ts';
import { layOut, type PlacedRow, type Position } from '../layout.ts';
import type { Annotation, Dashboard, Panel } from '../model.ts';
import { buildBars } from './bars.ts';
import { finish } from './finish.ts';
import { buildHeatmap } from './heatmap.ts';
import { buildLogs, buildTraces } from './log-and-trace-lists.ts';
import { buildStat } from './stat.ts';
import { buildStates } from './states.ts';
import { buildTable } from './table.ts';
import { buildText } from './text.ts';
import { buildTimeSeries } from './time-series.ts';
import { choiceVariable, dataSourceVariables } from './variables.ts';

function buildPanel(panel: Panel, position: Position): dashboard.Panel {
  switch (panel.kind) {
    case 'timeSeries':
      return buildTimeSeries(panel, position);
    case 'stat':
      return buildStat(panel, position);
    case 'table':
      return buildTable(panel, position);
    case 'logs':
      return buildLogs(panel, position);
    case 'traces':
      return buildTraces(panel, position);
    case 'heatmap':
      return buildHeatmap(panel, position);
    case 'states':
      return buildStates(panel, position);
    case 'bars':
      return buildBars(panel, position);
    case 'text':
      return buildText(panel, position);
  }
}

function buildRow(row: PlacedRow): (dashboard.Panel | dashboard.RowPanel)[] {
  const heading = new dashboard.RowBuilder(row.title).collapsed(false).gridPos(row.position).build();
  return [heading, ...row.panels.map(({ panel, position }) => buildPanel(panel, position))];
}

const buildAnnotation = (annotation: Annotation): dashboard.AnnotationQueryBuilder =>
  new dashboard.AnnotationQueryBuilder()
    .name(annotation.name)
    .datasource(dataSourceRef('prometheus'))
    .enable(true)
    .hide(false)
    .iconColor(annotation.colour)
    .expr(annotation.promql)
    .step(`${annotation.stepS}s`)
    .titleFormat(annotation.title)
    .textFormat(annotation.text);

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

/**
 * Grafana's JSON of a dashboard, always the same text for the same dashboard.
 * @throws Error when the dashboard has no tag for the links bar.
 */
export function buildClassic(model: Dashboard): string {
  const [tag] = model.tags;
  if (!tag) throw new Error(`Dashboard "${model.title}" has no tag; give it the tag that links the dashboards to each other.`);
  const built = new dashboard.DashboardBuilder(model.title)
    .uid(model.uid)
    .description(model.description)
    .tags([...model.tags])
    .readonly()
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh(`${model.refreshS}s`)
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .variables([...dataSourceVariables(), ...model.choices.map(choiceVariable)])
    .annotations(model.annotations.map(buildAnnotation))
    .links([...(model.home && model.home.uid !== model.uid ? [homeLink(model.home)] : []), linksBar(tag)])
    .build();
  return finish({ ...built, panels: layOut(model.rows).flatMap(buildRow) });
}
