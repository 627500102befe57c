// Panel "stat": one number a series, in the colour of its threshold, with its course below.

import { lastValue, type Series, valuesOf } from '../answers.ts';
import { drawSparkLine } from '../charts/spark-line.ts';
import { safeColour, thresholdColour } from '../colours.ts';
import { configFor, mappedValue } from '../field-config.ts';
import { type Content, html } from '../page/html.ts';
import { UNNAMED } from '../queries/prometheus.ts';
import { type DrawPanel, emptyText, linksFor, type PanelContext, panelId, withLinks } from './panel-context.ts';
import { shownValue, stateOf } from './series-state.ts';

const CALCS: Readonly<Record<string, (series: Series) => number | undefined>> = {
  lastNotNull: lastValue,
  last: (series) => series.points.at(-1)?.[1] ?? undefined,
  max: (series) => (valuesOf(series).length > 0 ? Math.max(...valuesOf(series)) : undefined),
  min: (series) => (valuesOf(series).length > 0 ? Math.min(...valuesOf(series)) : undefined),
  sum: (series) => valuesOf(series).reduce((a, b) => a + b, 0),
  mean: (series) => (valuesOf(series).length > 0 ? valuesOf(series).reduce((a, b) => a + b, 0) / valuesOf(series).length : undefined),
};

/** The one number that stands for a series. @throws Error when the calculation is of a kind that is not known. */
export function reduced(series: Series, { options }: PanelContext['panel']): number | undefined {
  const { calcs = ['lastNotNull'] } = (options?.reduceOptions ?? {}) as { calcs?: string[] };
  const calc = CALCS[calcs[0] ?? 'lastNotNull'];
  if (!calc) throw new Error(`The calculation "${calcs[0]}" is not known; add it to dashboards/render/panels/stat-panel.ts.`);
  return calc(series);
}

export const drawStatPanel: DrawPanel = (context) => {
  const { panel, data } = context;
  const tiles = data.series.map((series, at) => drawTile(context, series, at)).filter((tile) => tile !== '');
  return tiles.length === 0
    ? html`<p class="empty">${emptyText(context)}</p>`
    : html`<ul class="stats" data-count="${Math.min(4, tiles.length)}" aria-label="${panel.title}">${tiles}</ul>`;
};

function drawTile(context: PanelContext, series: Series, at: number): Content {
  const { panel } = context;
  const config = configFor(panel, { name: series.name, refId: series.refId, type: 'number' });
  const value = reduced(series, panel);
  const mapped = mappedValue(config.mappings, value ?? null);
  if (value === undefined && !mapped) return '';
  const colour = mapped?.color ? safeColour(mapped.color) : colourOf(value, config);
  // A number without a label is what the panel's title says.
  const unnamed = Object.keys(series.labels).length === 0 && series.name === UNNAMED;
  const name = config.displayName ?? (unnamed ? panel.title : series.name);
  const { graphMode } = (panel.options ?? {}) as { graphMode?: string };
  const state = stateOf(value, config);
  const text = html`<span class="${unnamed ? 'spoken' : 'name'}">${name}</span><strong style="--tone:${colour}">${withSmallUnit(shownValue(value, config))}</strong>${state && html`<span class="spoken">, ${state}</span>`}`;
  return html`<li>${withLinks(`${panelId(context)}-s${at}`, text, linksFor(context, series.labels), name)}${graphMode === 'area' && drawSparkLine(series, colour)}</li>`;
}

/** The number is what one reads from afar. */
function withSmallUnit(text: string): Content {
  const [, number, unit] = /^(\S*\d\S*) (\S+)$/.exec(text) ?? [];
  return unit ? html`${number} <small>${unit}</small>` : text;
}

function colourOf(value: number | undefined, { color, thresholds }: ReturnType<typeof configFor>): string {
  return color?.mode === 'fixed' ? safeColour(color.fixedColor) : thresholdColour(thresholds?.steps, value);
}
