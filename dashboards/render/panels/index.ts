// How each kind of panel is drawn; a kind that is not here says so by name.

import { html } from '../page/html.ts';
import { drawAlertListPanel } from './alert-list-panel.ts';
import { drawBarGaugePanel } from './bar-gauge-panel.ts';
import { drawHeatMapPanel } from './heat-map-panel.ts';
import { drawLogsPanel } from './logs-panel.ts';
import type { DrawPanel } from './panel-context.ts';
import { drawStatPanel } from './stat-panel.ts';
import { drawStateTimelinePanel } from './state-timeline-panel.ts';
import { drawTablePanel } from './table-panel.ts';
import { drawTextPanel } from './text-panel.ts';
import { drawTimeSeriesPanel } from './time-series-panel.ts';
import { drawTraces } from './traces-panel.ts';

const DRAW: Readonly<Record<string, DrawPanel>> = {
  alertlist: drawAlertListPanel,
  bargauge: drawBarGaugePanel,
  gauge: drawBarGaugePanel,
  heatmap: drawHeatMapPanel,
  logs: drawLogsPanel,
  stat: drawStatPanel,
  'state-timeline': drawStateTimelinePanel,
  'status-history': drawStateTimelinePanel,
  table: drawTablePanel,
  text: drawTextPanel,
  timeseries: drawTimeSeriesPanel,
  traces: drawTraces,
};

export const isKnownPanel = (type: string): boolean => type in DRAW;

/** The body of a panel. */
export const drawBody: DrawPanel = (context) => {
  const { type } = context.panel;
  const draw = DRAW[type];
  if (draw) return draw(context);
  return html`<p class="trouble">Panels of the kind "${type}" can't be drawn here; open this dashboard in Grafana.</p>`;
};
