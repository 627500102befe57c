// Names, colours and last values of the series of a chart; never longer than the plot.

import { lastValue } from '../answers.ts';
import { textWidthPx } from '../charts/canvas.ts';
import type { DrawnSeries } from '../charts/time-series-chart.ts';
import { safeColour } from '../colours.ts';
import { type Content, html } from '../page/html.ts';
import { formatLimit } from '../units.ts';
import { linksFor, type PanelContext, panelId, withLinks } from './panel-context.ts';
import { shownValue } from './series-state.ts';

/** Entries that are shown at once; the others open on demand. */
const SHOWN = 8;
/** More lines than this would be higher than the plot of a phone. */
const LINES_SHOWN = 9;
const PHONE_PX = 340;
/** Swatch and gap, and how much larger the letters are than those of a chart. */
const AROUND_PX = 36;
const LARGER = 13 / 12;

/** How many entries there is room for on a phone, where a short one takes half a line. */
function roomFor(texts: readonly string[], limits: number): number {
  let left = LINES_SHOWN - Math.ceil(limits / 2);
  const fitting = texts.findIndex((text) => {
    const widthPx = textWidthPx(text) * LARGER + AROUND_PX;
    left -= widthPx <= PHONE_PX / 2 ? 0.5 : Math.ceil(widthPx / PHONE_PX);
    return left < 0;
  });
  return Math.min(SHOWN, fitting === -1 ? texts.length : Math.max(1, fitting));
}

/** The lines at which a value stops being good, as far as the chart draws any. */
function limitsOf([first]: readonly DrawnSeries[]): Content[] {
  const { mode = 'off' } = (first?.config.custom?.thresholdsStyle ?? {}) as { mode?: string };
  if (!first || mode === 'off') return [];
  const { thresholds, unit } = first.config;
  return (thresholds?.steps ?? []).flatMap(({ value, color }) =>
    value === null ? [] : [html`<li><span>${swatch(safeColour(color), '3 3')}limit <b>${formatLimit(value, unit)}</b></span></li>`],
  );
}

const swatch = (colour: string, dash: string): Content =>
  html`<svg class="swatch" viewBox="0 0 16 8" aria-hidden="true"><path d="M1 4h14" stroke="${colour}" stroke-width="3" stroke-linecap="${dash === '3 3' ? 'butt' : 'round'}" stroke-dasharray="${dash}"/></svg>`;

/** A list; each name opens the links of its series. */
export function drawLegend(context: PanelContext, drawn: readonly DrawnSeries[]): Content {
  const entries = drawn.map((entry, at) => {
    const { series, config, colour } = entry;
    const { fill } = (config.custom?.lineStyle ?? {}) as { fill?: string };
    const dash = fill === 'dot' ? '0 4' : fill === 'dash' ? '5 3' : '';
    const text = html`${swatch(colour, dash)}${series.name} <b>${shownValue(lastValue(series), config)}</b>`;
    return html`<li>${withLinks(`${panelId(context)}-s${at}`, text, linksFor(context, series.labels), series.name)}</li>`;
  });
  const limits = limitsOf(drawn);
  const texts = drawn.map(({ series, config }) => `${series.name} ${shownValue(lastValue(series), config)}`);
  const shown = roomFor(texts, limits.length);
  if (entries.length <= shown) return html`<ul class="legend">${entries}${limits}</ul>`;
  return html`<ul class="legend">${entries.slice(0, shown)}${limits}</ul><details class="more"><summary>${entries.length - shown} more series</summary><ul class="legend">${entries.slice(shown)}</ul></details>`;
}
