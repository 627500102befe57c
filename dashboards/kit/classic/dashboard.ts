// A whole dashboard as Grafana's classic JSON (v1), the form that file provisioning and import both take.

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSourceRef } from '../data-sources.ts';
import { layOut, type PlacedRow } from '../layout.ts';
import type { Annotation, Dashboard } from '../model.ts';
import { finish } from './finish.ts';
import { buildLinks } from './links.ts';
import { buildPanel } from './panel.ts';
import { choiceVariable, dataSourceVariables } from './variables.ts';

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

/**
 * Grafana's JSON of a dashboard, always the same text for the same dashboard.
 * @throws Error when the dashboard has no tag for the links bar.
 */
export function buildClassic(model: Dashboard): string {
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
    .links(buildLinks(model))
    .build();
  return finish({ ...built, panels: layOut(model.rows).flatMap(buildRow) });
}
