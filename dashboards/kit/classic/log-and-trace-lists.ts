// Lists of log lines and of traces, as Grafana's JSON.

import * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as logs from '@grafana/grafana-foundation-sdk/logs';
import * as table from '@grafana/grafana-foundation-sdk/table';
import type { Position } from '../layout.ts';
import { inVariable } from '../links.ts';
import type { LogsPanel, TracesPanel } from '../model.ts';
import { UNIT_OF_ATTRIBUTE } from '../units.ts';
import { frame, linksOf } from './frame.ts';
import { logTarget, traceTarget } from './targets.ts';

/** A line's own link to its trace comes from the data source (derived field); the panel's links stand in its head. */
export const buildLogs = (panel: LogsPanel, position: Position): dashboard.Panel =>
  frame(new logs.PanelBuilder(), panel, position, 'loki')
    .links(linksOf(panel, inVariable))
    .targets([logTarget(panel.logql, 0)])
    .showTime(true)
    .wrapLogMessage(true)
    .prettifyLogMessage(false)
    .enableLogDetails(true)
    .showLabels(false)
    .showCommonLabels(false)
    .sortOrder(common.LogsSortOrder.Descending)
    .dedupStrategy(common.LogsDedupStrategy.None)
    .build();

/** A row's link to its trace comes from the data source; so does the unit of its duration. */
export function buildTraces(panel: TracesPanel, position: Position): dashboard.Panel {
  const builder = frame(new table.PanelBuilder(), panel, position, 'tempo')
    .links(linksOf(panel, inVariable))
    .targets([traceTarget(panel.traceql, panel.rows, panel.each ?? 'trace')])
    .cellHeight(common.TableCellHeight.Sm)
    .showHeader(true);
  for (const [key, unit] of Object.entries(UNIT_OF_ATTRIBUTE)) {
    if (panel.traceql.includes(`span.${key}`)) builder.overrideByName(key, [{ id: 'unit', value: unit }]);
  }
  return builder.build();
}
