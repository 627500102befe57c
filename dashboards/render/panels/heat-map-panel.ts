// Panel "heatmap": buckets over time.

import { bucketsOf, drawHeatMap, drawScale, hasCounts } from '../charts/heat-map.ts';
import { safeColour } from '../colours.ts';
import { html } from '../page/html.ts';
import { formatValue } from '../units.ts';
import { drawExemplarList } from './exemplar-list.ts';
import { type DrawPanel, defaultsOf, emptyText } from './panel-context.ts';
import { drawSizes } from './plot-size.ts';

export const drawHeatMapPanel: DrawPanel = (context) => {
  const { panel, data, view } = context;
  const buckets = bucketsOf(data.series);
  if (!hasCounts(buckets)) return html`<p class="empty">${emptyText(context)}</p>`;
  const { yAxis, color } = (panel.options ?? {}) as { yAxis?: { unit?: string }; color?: { fill?: string } };
  const unit = yAxis?.unit ?? defaultsOf(context).unit;
  const map = { buckets, unit, colour: color?.fill ? safeColour(color.fill) : '#0072B2' };
  const totals = buckets.map(({ upTo, counts }) => ({ upTo, total: counts.reduce((sum, { count }) => sum + count, 0) }));
  const whole = totals.reduce((sum, { total }) => sum + total, 0);
  const most = totals.reduce((a, b) => (b.total > a.total ? b : a));
  const bound = (upTo: number): string => (upTo === Infinity ? 'more than that' : `up to ${formatValue(upTo, unit)}`);
  const label = `${panel.title}, most measurements: ${bound(most.upTo)}`;
  const rows = totals.map(
    ({ upTo, total }) => html`<tr><th scope="row">${bound(upTo)}</th><td>${formatValue(total / whole, 'percentunit', 1)}</td></tr>`,
  );
  return html`${drawSizes(panel, (size) => drawHeatMap(map, view.range, size, label))}${drawScale(map)}<details class="data"><summary>Data</summary><table><thead><tr><th scope="col">Bucket</th><th scope="col">Share of all</th></tr></thead><tbody>${rows}</tbody></table>${drawExemplarList(context, unit)}</details>`;
};
