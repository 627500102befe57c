// Rows that are put together from several queries, as Grafana's JSON.

import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { prometheusLabel } from '../../../instrumentation/vocabulary/index.ts';
import type { Expression } from '../expression.ts';
import type { Position } from '../layout.ts';
import { inRow } from '../links.ts';
import type { TablePanel } from '../model.ts';
import { colourMode, frame, linksOf, thresholds } from './frame.ts';
import { numberTarget, refId } from './targets.ts';

/** Name that Grafana gives the value column of the query at this place. */
const valueColumn = (at: number): string => `Value #${refId(at)}`;
/** Name that Grafana gives the value column when it makes rows of series. */
const REDUCED_COLUMN = 'Last *';

/** How one row for each combination of the keys is made: metrics come as rows, log lines as series. */
const toRows = {
  prometheus: { id: 'merge', options: {} },
  loki: { id: 'reduce', options: { reducers: ['lastNotNull'], mode: 'seriesToRows', labelsToFields: true } },
} as const;

/** Rows, ordered, cut, with readable headings. */
function transformations(panel: TablePanel, source: Expression['source']): dashboard.DataTransformerConfig[] {
  const keys = panel.keys.map(({ attribute, heading }) => [prometheusLabel(attribute), heading] as const);
  const nameOf = source === 'loki' ? () => REDUCED_COLUMN : valueColumn;
  const renames = [...keys, ...panel.values.map(({ heading }, at) => [nameOf(at), heading] as const)];
  return [
    toRows[source],
    {
      id: 'organize',
      options: {
        excludeByName: { [source === 'loki' ? 'Field' : 'Time']: true },
        indexByName: Object.fromEntries(renames.map(([name], at) => [name, at])),
        renameByName: Object.fromEntries(renames),
      },
    },
    { id: 'sortBy', options: { sort: [{ field: panel.orderBy, desc: true }] } },
    { id: 'limit', options: { limitField: panel.rows } },
  ];
}

export function buildTable(panel: TablePanel, position: Position): dashboard.Panel {
  const source = panel.values[0]?.expression.source ?? 'prometheus';
  const builder = frame(new table.PanelBuilder(), panel, position, source)
    .dataLinks(linksOf(panel, inRow(panel.keys)))
    .targets(panel.values.map(({ expression }, at) => numberTarget({ expression }, at, 'rows')))
    .transformations(transformations(panel, source))
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
