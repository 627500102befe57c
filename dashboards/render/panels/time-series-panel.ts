// Panel "timeseries": a chart, its legend and its data.

import { lastValue, valuesOf } from '../answers.ts';
import { drawTimeSeries } from '../charts/time-series-chart.ts';
import { html } from '../page/html.ts';
import { drawDataTable } from './data-table.ts';
import { drawnSeries } from './drawn-series.ts';
import { drawLegend } from './legend.ts';
import { type DrawPanel, emptyText, traceUrl } from './panel-context.ts';
import { drawSizes } from './plot-size.ts';
import { describeSeries } from './series-state.ts';

/** Series that the label reads out; all are in the table. */
const NAMED = 6;

export const drawTimeSeriesPanel: DrawPanel = (context) => {
  const { view, panel, data } = context;
  const drawn = drawnSeries(context).filter(({ series }) => valuesOf(series).length > 0);
  if (drawn.length === 0) return html`<p class="empty">${emptyText(context)}</p>`;
  const last = drawn.slice(0, NAMED).map(({ series, config }) => describeSeries(series.name, lastValue(series), config));
  const rest = drawn.length > NAMED ? `, and ${drawn.length - NAMED} more` : '';
  const label = `${panel.title}, last values: ${last.join(', ')}${rest}`;
  const chart = {
    drawn,
    exemplars: data.exemplars,
    events: view.events,
    range: view.range,
    traceUrl: (traceId: string) => traceUrl(context, traceId),
  };
  return html`${drawSizes(panel, (size) => drawTimeSeries(chart, size, label))}${drawLegend(context, drawn)}${drawDataTable(context, drawn)}`;
};
