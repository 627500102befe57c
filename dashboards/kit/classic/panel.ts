// Any panel as Grafana's JSON.

import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { Position } from '../layout.ts';
import type { Panel } from '../model.ts';
import { buildBars } from './bars.ts';
import { buildHeatmap } from './heatmap.ts';
import { buildLogs, buildTraces } from './log-and-trace-lists.ts';
import { buildStat } from './stat.ts';
import { buildStates } from './states.ts';
import { buildTable } from './table.ts';
import { buildText } from './text.ts';
import { buildTimeSeries } from './time-series.ts';

export function buildPanel(panel: Panel, position: Position): dashboard.Panel {
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
