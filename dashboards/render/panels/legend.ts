// Names, colours and last values of the series of a chart; never longer than the plot.

import { lastValue } from '../answers.ts';
import type { DrawnSeries } from '../charts/time-series-chart.ts';
import { type Content, html } from '../page/html.ts';
import { linksFor, type PanelContext, panelId, withLinks } from './panel-context.ts';
import { shownValue } from './series-state.ts';

/** Entries that are shown at once; the others open on demand. */
const SHOWN = 8;

/** A list; each name opens the links of its series. */
export function drawLegend(context: PanelContext, drawn: readonly DrawnSeries[]): Content {
  const entries = drawn.map((entry, at) => {
    const { series, config, colour } = entry;
    const { fill } = (config.custom?.lineStyle ?? {}) as { fill?: string };
    const dash = fill === 'dot' ? '0 4' : fill === 'dash' ? '5 3' : '';
    const swatch = html`<svg class="swatch" viewBox="0 0 16 8" aria-hidden="true"><path d="M1 4h14" stroke="${colour}" stroke-width="3" stroke-linecap="round" stroke-dasharray="${dash}"/></svg>`;
    const text = html`${swatch}${series.name} <b>${shownValue(lastValue(series), config)}</b>`;
    return html`<li>${withLinks(`${panelId(context)}-s${at}`, text, linksFor(context, series.labels), series.name)}</li>`;
  });
  if (entries.length <= SHOWN) return html`<ul class="legend">${entries}</ul>`;
  return html`<ul class="legend">${entries.slice(0, SHOWN)}</ul><details class="more"><summary>${entries.length - SHOWN} more series</summary><ul class="legend">${entries.slice(SHOWN)}</ul></details>`;
}
