// A whole dashboard as Grafana's v2 resource, for its API, Git Sync and import; file provisioning refuses this form (grafana/grafana#127928).

import * as dashboardv2 from '@grafana/grafana-foundation-sdk/dashboardv2';
import { sorted, withoutPlacement } from '../classic/finish.ts';
import { buildLinks } from '../classic/links.ts';
import { buildPanel } from '../classic/panel.ts';
import { dataSourceRef } from '../data-sources.ts';
import { layOut, type PlacedRow } from '../layout.ts';
import type { Annotation, Dashboard } from '../model.ts';
import { dataQuery, toElement } from './panel.ts';
import { choiceVariable, dataSourceVariables } from './variables.ts';

/** Name of an element, and of its panel in addresses: `viewPanel=panel-7` opens the same one in both forms. */
const elementName = (id: number): string => `panel-${id}`;

const annotation = ({ name, promql, title, text, colour, stepS }: Annotation): dashboardv2.AnnotationQueryKind => ({
  kind: 'AnnotationQuery',
  spec: {
    name,
    enable: true,
    hide: false,
    iconColor: colour,
    query: dataQuery(dataSourceRef('prometheus'), { expr: promql, interval: `${stepS}s`, refId: 'Anno' }),
    // Where the data source still looks for them.
    legacyOptions: { expr: promql, step: `${stepS}s`, titleFormat: title, textFormat: text },
  },
});

interface Numbered {
  readonly row: PlacedRow;
  /** Id of the row's first panel. */
  readonly first: number;
}

/** Rows, each with a grid of its own that begins at 0. */
const rowOf = ({ row, first }: Numbered): dashboardv2.RowsLayoutRowKind => ({
  kind: 'RowsLayoutRow',
  spec: {
    title: row.title,
    collapse: false,
    layout: {
      kind: 'GridLayout',
      spec: {
        items: row.panels.map(({ position: { x, y, w, h } }, at) => ({
          kind: 'GridLayoutItem',
          spec: {
            x,
            y: y - row.position.y - row.position.h,
            width: w,
            height: h,
            element: { kind: 'ElementReference', name: elementName(first + at) },
          },
        })),
      },
    },
  },
});

/** Ids are those of the classic form, where a row's heading has one as well. */
function numbered(rows: readonly PlacedRow[]): Numbered[] {
  let heading = 1;
  return rows.map((row) => {
    const first = heading + 1;
    heading = first + row.panels.length;
    return { row, first };
  });
}

/** The resource's JSON, always the same text for the same dashboard. */
export function buildV2(model: Dashboard): string {
  const rows = numbered(layOut(model.rows));
  const elements = rows.flatMap(({ row, first }) =>
    row.panels.map(({ panel, position }, at) => [elementName(first + at), toElement(buildPanel(panel, position), first + at)] as const),
  );
  const spec: dashboardv2.Dashboard = {
    ...dashboardv2.defaultDashboard(),
    title: model.title,
    description: model.description,
    tags: [...model.tags],
    editable: false,
    cursorSync: dashboardv2.DashboardCursorSync.Crosshair,
    timeSettings: {
      ...dashboardv2.defaultTimeSettingsSpec(),
      timezone: 'browser',
      from: 'now-1h',
      to: 'now',
      autoRefresh: `${model.refreshS}s`,
    },
    variables: [...dataSourceVariables(), ...model.choices.map(choiceVariable)],
    annotations: model.annotations.map(annotation),
    links: buildLinks(model).map((entry) => withoutPlacement(entry.build()) as unknown as dashboardv2.DashboardLink),
    elements: Object.fromEntries(elements),
    layout: { kind: 'RowsLayout', spec: { rows: rows.map(rowOf) } },
  };
  const resource = {
    apiVersion: dashboardv2.DashboardAPIVersion,
    kind: dashboardv2.DashboardKind,
    metadata: { name: model.uid },
    spec,
  };
  return `${JSON.stringify(sorted(resource), null, 2)}\n`;
}
