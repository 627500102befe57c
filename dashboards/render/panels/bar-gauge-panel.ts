// Panel "bargauge" (and "gauge", which says the same in another shape): a bar a series, in the colour of its threshold.

import { thresholdColour } from '../colours.ts';
import { html } from '../page/html.ts';
import { drawnSeries } from './drawn-series.ts';
import { type DrawPanel, emptyText, linksFor, panelId, withLinks } from './panel-context.ts';
import { shownValue } from './series-state.ts';
import { reduced } from './stat-panel.ts';

export const drawBarGaugePanel: DrawPanel = (context) => {
  const bars = drawnSeries(context).flatMap(({ series, config, colour }) => {
    const value = reduced(series, context.panel);
    return value === undefined
      ? []
      : [{ series, config, value, colour: config.thresholds ? thresholdColour(config.thresholds.steps, value) : colour }];
  });
  if (bars.length === 0) return html`<p class="empty">${emptyText(context)}</p>`;
  const longest = Math.max(...bars.map(({ value }) => value));
  const items = bars.map(({ series, config, value, colour }, at) => {
    const [min, max] = [config.min ?? 0, config.max ?? (longest > 0 ? longest : 1)];
    const share = Math.max(0, Math.min(1, (value - min) / (max - min)));
    const text = html`<span>${series.name}</span> <b>${shownValue(value, config)}</b>`;
    return html`<li>${withLinks(`${panelId(context)}-s${at}`, text, linksFor(context, series.labels), series.name)}<div class="bar" aria-hidden="true"><i style="width:${(share * 100).toFixed(1)}%;background:${colour}"></i></div></li>`;
  });
  return html`<ul class="bars" aria-label="${context.panel.title}">${items}</ul>`;
};
