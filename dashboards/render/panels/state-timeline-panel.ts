// Panels "state-timeline" and "status-history": which state when.

import { lastValue, type Series } from '../answers.ts';
import type { FieldConfig } from '../board.ts';
import { drawStateTimeline, joinSpans, type StateRow, type StateSpan } from '../charts/state-timeline.ts';
import { safeColour, thresholdColour } from '../colours.ts';
import { mappedValue } from '../field-config.ts';
import { type Content, html } from '../page/html.ts';
import { clock } from '../time-range.ts';
import { drawnSeries } from './drawn-series.ts';
import { type DrawPanel, emptyText } from './panel-context.ts';
import { drawRows } from './plot-size.ts';
import { describeSeries, shownValue } from './series-state.ts';

export const drawStateTimelinePanel: DrawPanel = (context) => {
  const { panel, view } = context;
  const drawn = drawnSeries(context);
  const rows = drawn.map(({ series, config }): StateRow => ({ name: series.name, spans: spansOf(series, config, view.range.toMs) }));
  if (rows.every(({ spans }) => spans.length === 0)) return html`<p class="empty">${emptyText(context)}</p>`;
  const states = drawn.map(({ series, config }) => describeSeries(series.name, lastValue(series), config));
  const label = `${panel.title}, now: ${states.join(', ')}`;
  return html`${drawRows(panel, rows.length, (size) => drawStateTimeline(rows, view.range, size, label))}${drawLegend(rows)}${drawTable(rows)}`;
};

function spansOf({ points }: Series, config: FieldConfig, toMs: number): StateSpan[] {
  const spans = points.flatMap(([timeMs, value], at): StateSpan[] => {
    if (value === null) return [];
    const colour = mappedValue(config.mappings, value)?.color;
    const text = shownValue(value, config);
    return [
      {
        fromMs: timeMs,
        toMs: points[at + 1]?.[0] ?? toMs,
        text,
        colour: colour ? safeColour(colour) : thresholdColour(config.thresholds?.steps, value),
      },
    ];
  });
  return joinSpans(spans);
}

function drawLegend(rows: readonly StateRow[]): Content {
  const states = new Map(rows.flatMap(({ spans }) => spans.map(({ text, colour }) => [colour, text] as const)));
  return html`<ul class="legend">${[...states].map(
    ([colour, text]) =>
      html`<li><span><svg class="swatch" viewBox="0 0 16 8" aria-hidden="true"><path d="M1 4h14" stroke="${colour}" stroke-width="8"/></svg>${text}</span></li>`,
  )}</ul>`;
}

/** Changes that the table lists for each row, the latest. */
const CHANGES = 10;

function drawTable(rows: readonly StateRow[]): Content {
  const changes = rows.flatMap(({ name, spans }) => spans.slice(-CHANGES).map((span) => ({ name, ...span })));
  return html`<details class="data"><summary>Data</summary><table><thead><tr><th scope="col">What</th><th scope="col">State</th><th scope="col">From</th><th scope="col">To</th></tr></thead><tbody>${changes.map(
    ({ name, text, fromMs, toMs }) =>
      html`<tr><th scope="row">${name}</th><td>${text}</td><td>${clock(fromMs)}</td><td>${clock(toMs)}</td></tr>`,
  )}</tbody></table></details>`;
}
