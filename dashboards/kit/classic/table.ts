// Rows that are put together from several queries, as Grafana's JSON.

import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { prometheusLabel } from '../../../instrumentation/vocabulary/index.ts';
import type { Position } from '../layout.ts';
import { inRow } from '../links.ts';
import type { TablePanel } from '../model.ts';
import { colourMode, frame, linksOf, thresholds } from './frame.ts';
import { metricTarget, refId } from './targets.ts';

/** Name that Grafana gives the value column of the query at this place. */
const valueColumn = (at: number): string => `Value #${refId(at)}`;

/** One row for each combination of the keys, ordered, cut, with readable headings. */
function transformations(panel: TablePanel): dashboard.DataTransformerConfig[] {
  const keys = panel.keys.map(({ attribute, heading }) => [prometheusLabel(attribute), heading] as const);
  const renames = [...keys, ...panel.values.map(({ heading }, at) => [valueColumn(at), heading] as const)];
  return [
    { id: 'merge', options: {} },
    {
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(renames.map(([name], at) => [name, at])),
        renameByName: Object.fromEntries(renames),
      },
    },
    { id: 'sortBy', options: { sort: [{ field: panel.orderBy, desc: true }] } },
    { id: 'limit', options: { limitField: panel.rows } },
  ];
}

export function buildTable(panel: TablePanel, position: Position): dashboard.Panel {
  const builder = frame(new table.PanelBuilder(), panel, position, 'prometheus')
    .dataLinks(linksOf(panel, inRow(panel.keys)))
    .targets(panel.values.map(({ expression }, at) => metricTarget({ expression }, at, 'rows')))
    .transformations(transformations(panel))
    .colorScheme(colourMode(dashboard.FieldColorModeId.Thresholds))
    .minWidth(90)
    .cellHeight(common.TableCellHeight.Sm)
    .showHeader(true);
  for (const { heading, expression, scale } of panel.values) {
    const unit = { id: 'unit', value: expression.unit };
    const coloured = [
      { id: 'thresholds', value: scale ? thresholds(scale).build() : undefined },
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
    ];
    builder.overrideByName(heading, scale ? [unit, ...coloured] : [unit]);
  }
  return builder.build();
}
