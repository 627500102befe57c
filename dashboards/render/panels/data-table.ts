// The numbers behind a chart as a table, for screen readers and for everyone who wants to read them.

import { lastValue, valuesOf } from '../answers.ts';
import type { DrawnSeries } from '../charts/time-series-chart.ts';
import { asJson, type Content, html } from '../page/html.ts';
import { dateAndClock } from '../time-range.ts';
import { formatValue } from '../units.ts';
import { drawExemplarList } from './exemplar-list.ts';
import type { PanelContext } from './panel-context.ts';
import { shownValue } from './series-state.ts';

/** Moments that the table lists, evenly over the range, with the last one. */
const MOMENTS = 12;
/** Wider tables can't be read; the summary has all series. */
const MOST_COLUMNS = 12;
const DIGITS = 4;

/** Last, lowest, mean and highest of each series, then the course of the first of them. */
export function drawDataTable(context: PanelContext, drawn: readonly DrawnSeries[]): Content {
  const summary = drawn.map(({ series, config }) => {
    const values = valuesOf(series);
    const write = (value: number): string => (values.length === 0 ? '–' : formatValue(value, config.unit, config.decimals));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const cells = [shownValue(lastValue(series), config), write(Math.min(...values)), write(mean), write(Math.max(...values))];
    return html`<tr><th scope="row">${series.name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
  });
  return html`<details class="data"><summary>Data</summary><div class="scroll" tabindex="0" role="region" aria-label="Data of ${context.panel.title}"><table><thead><tr><th scope="col">Series</th>${[
    'Last',
    'Lowest',
    'Mean',
    'Highest',
  ].map(
    (heading) => html`<th scope="col">${heading}</th>`,
  )}</tr></thead><tbody>${summary}</tbody></table>${course(drawn.slice(0, MOST_COLUMNS))}${drawExemplarList(context, drawn[0]?.config.unit)}</div></details>${context.mode === 'live' && forReadout(drawn)}`;
}

function course(drawn: readonly DrawnSeries[]): Content {
  const points = drawn[0]?.series.points ?? [];
  if (points.length < 2) return '';
  const step = Math.max(1, Math.floor((points.length - 1) / (MOMENTS - 1)));
  const moments = points.flatMap(([timeMs], at) => ((points.length - 1 - at) % step === 0 ? [{ timeMs, at }] : []));
  const rows = moments.map(({ timeMs, at }) => {
    const cells = drawn.map(({ series, config }) => {
      const value = series.points[at]?.[1];
      return html`<td>${value === null || value === undefined ? '–' : formatValue(value, config.unit, config.decimals)}</td>`;
    });
    return html`<tr><th scope="row">${dateAndClock(timeMs)}</th>${cells}</tr>`;
  });
  return html`<table><thead><tr><th scope="col">Time</th>${drawn.map(({ series }) => html`<th scope="col">${series.name}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`;
}

/** The points for the readout under the pointer: a few digits are enough. */
function forReadout(drawn: readonly DrawnSeries[]): Content {
  const points = drawn[0]?.series.points ?? [];
  if (points.length < 2) return '';
  const series = drawn.slice(0, MOST_COLUMNS).map(({ series: { name, points: own }, config, colour }) => ({
    name,
    colour,
    texts: own.map(([, value]) => (value === null ? null : formatValue(Number(value.toPrecision(DIGITS)), config.unit, config.decimals))),
  }));
  return html`<script type="application/json" class="points">${asJson({ fromMs: points[0]?.[0], toMs: points.at(-1)?.[0], series })}</script>`;
}
