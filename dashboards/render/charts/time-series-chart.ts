// Lines over time with thresholds; dots of exemplars and marks of events lie over it as links and titles.

import type { Event, Exemplar, Series } from '../answers.ts';
import type { FieldConfig } from '../board.ts';
import { safeColour } from '../colours.ts';
import { type Content, html, raw } from '../page/html.ts';
import { clock, type TimeRange } from '../time-range.ts';
import { formatValue } from '../units.ts';
import { type Axis, makeAxis } from './axis.ts';
import { type Drawing, draw, FONT_PX, INK, type Size, widestPx } from './canvas.ts';
import { drawEvents } from './event-marks.ts';
import { RIGHT_PX, timeAxis } from './time-axis.ts';

/** A series with how it is shown. */
export interface DrawnSeries {
  readonly series: Series;
  readonly config: FieldConfig;
  readonly colour: string;
}

export interface TimeSeriesChart {
  readonly drawn: readonly DrawnSeries[];
  readonly exemplars: readonly Exemplar[];
  readonly events: readonly Event[];
  readonly range: TimeRange;
  /** Address of a trace. */
  readonly traceUrl: (traceId: string) => string;
}

interface Custom {
  readonly lineWidth?: number;
  readonly lineStyle?: { readonly fill?: string; readonly dash?: readonly number[] };
  readonly fillOpacity?: number;
  readonly lineInterpolation?: string;
  readonly drawStyle?: string;
  readonly stacking?: { readonly mode: string; readonly group: string };
  readonly thresholdsStyle?: { readonly mode: string };
  readonly axisSoftMin?: number;
  readonly axisSoftMax?: number;
}

const customOf = ({ config }: DrawnSeries): Custom => (config.custom ?? {}) as Custom;
const isStacked = (drawn: DrawnSeries): boolean => (customOf(drawn).stacking?.mode ?? 'none') !== 'none';

/** Highest and lowest that is drawn; stacked series count with those below them. */
function extremes(drawn: readonly DrawnSeries[]): number[] {
  const sums = new Map<number, number>();
  return drawn.flatMap((entry) =>
    entry.series.points.flatMap(([timeMs, value]) => {
      if (value === null) return [];
      if (!isStacked(entry)) return [value];
      const sum = (sums.get(timeMs) ?? 0) + value;
      sums.set(timeMs, sum);
      return [sum];
    }),
  );
}

/** A dot so many times higher than the lines stands at the top edge: the lines would be flat otherwise. */
const DOTS_ABOVE = 2;

function valueAxis({ drawn, exemplars }: TimeSeriesChart, heightPx: number): Axis {
  const [first] = drawn;
  const { min, max, unit } = first?.config ?? {};
  const { axisSoftMin: softMin, axisSoftMax: softMax } = first ? customOf(first) : {};
  const values = extremes(drawn);
  const highest = DOTS_ABOVE * values.reduce((a, b) => Math.max(a, b), 0);
  const dots = exemplars.map(({ value }) => Math.min(value, highest));
  return makeAxis([...values, ...dots], { min, max, softMin, softMax }, unit, heightPx < 160 ? 3 : 5);
}

/** A lone point would be an invisible line. */
function isSparse({ points }: Series): boolean {
  const there = points.map(([, value]) => value !== null);
  return there.some((here, at) => here && !there[at - 1] && !there[at + 1]) || there.filter(Boolean).length <= 2;
}

/** The last step of log lines ends after the range does. */
const within = ({ points }: Series, { toMs }: TimeRange): Series['points'] =>
  points.map(([timeMs, value]) => [Math.min(timeMs, toMs), value]);

function lineOf(entry: DrawnSeries, range: TimeRange): Record<string, unknown> {
  const { lineWidth = 1, lineStyle, fillOpacity = 0, lineInterpolation, stacking } = customOf(entry);
  const dash = lineStyle?.fill && lineStyle.fill !== 'solid' ? (lineStyle.dash ?? [10, 10]) : 'solid';
  return {
    type: 'line',
    data: within(entry.series, range),
    stack: isStacked(entry) ? (stacking?.group ?? 'A') : undefined,
    step: lineInterpolation === 'stepAfter' ? 'end' : lineInterpolation === 'stepBefore' ? 'start' : false,
    smooth: lineInterpolation === 'smooth' ? 0.3 : false,
    symbol: 'circle',
    symbolSize: 5,
    showSymbol: isSparse(entry.series),
    silent: true,
    color: entry.colour,
    lineStyle: { color: entry.colour, width: lineWidth, type: dash, cap: 'round' },
    areaStyle: fillOpacity > 0 ? { color: entry.colour, opacity: fillOpacity / 100 } : undefined,
    connectNulls: false,
  };
}

/** Horizontal lines where a value stops being good. */
function thresholdLines({ drawn }: TimeSeriesChart, axis: Axis, { fromMs, toMs }: TimeRange): Record<string, unknown>[] {
  const [first] = drawn;
  const mode = first ? (customOf(first).thresholdsStyle?.mode ?? 'off') : 'off';
  if (!first || mode === 'off') return [];
  return (first.config.thresholds?.steps ?? []).flatMap(({ value, color }) => {
    if (value === null || value < axis.min || value > axis.max) return [];
    const type = mode.startsWith('dashed') ? [6, 4] : 'solid';
    const data = [
      [fromMs, value],
      [toMs, value],
    ];
    return [
      { type: 'line', data, showSymbol: false, silent: true, lineStyle: { color: safeColour(color), width: 1.5, type, opacity: 0.9 } },
    ];
  });
}

const PLOT_TOP_PX = 10;
const PLOT_BOTTOM_PX = 26;

/** The chart as SVG, with what can be clicked in a second layer over it. */
export function drawTimeSeries(chart: TimeSeriesChart, size: Size, label: string): Content {
  const { range, drawn } = chart;
  const axis = valueAxis(chart, size.heightPx);
  const ticks = Array.from({ length: Math.round((axis.max - axis.min) / axis.interval) + 1 }, (_, at) => axis.min + at * axis.interval);
  const left = widestPx(ticks.map(axis.label)) + 12;
  const drawing = draw(
    {
      grid: { left, right: RIGHT_PX, top: PLOT_TOP_PX, bottom: PLOT_BOTTOM_PX },
      xAxis: timeAxis(range, size.widthPx - left - RIGHT_PX),
      yAxis: {
        type: 'value',
        min: axis.min,
        max: axis.max,
        interval: axis.interval,
        axisLabel: { color: INK.text, fontSize: FONT_PX, formatter: axis.label },
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { lineStyle: { color: INK.line } },
      },
      series: [...drawn.map((entry) => lineOf(entry, range)), ...thresholdLines(chart, axis, range)],
    },
    size,
  );
  const overlay = [...drawEvents(chart, axis, drawing), ...dots(chart, axis, drawing)];
  const { widthPx, heightPx } = size;
  return html`<div class="plot" data-plot="${left} ${RIGHT_PX} ${widthPx}"><div role="img" aria-label="${label}">${raw(drawing.svg)}</div>${
    overlay.length > 0 && html`<svg class="overlay" viewBox="0 0 ${widthPx} ${heightPx}">${overlay}</svg>`
  }</div>`;
}

/** Diamonds that lead to the trace of the measurement. */
function dots({ exemplars, drawn, traceUrl, range }: TimeSeriesChart, axis: Axis, { place }: Drawing): Content[] {
  const unit = drawn[0]?.config.unit;
  return exemplars
    .filter(({ timeMs }) => timeMs >= range.fromMs && timeMs <= range.toMs)
    .map(({ timeMs, value, traceId }) => {
      const [x, y] = place(timeMs, Math.min(axis.max, Math.max(axis.min, value)));
      const title = `Trace with ${formatValue(value, unit)} at ${clock(timeMs)}`;
      return html`<a href="${traceUrl(traceId)}" class="exemplar" aria-label="${title}"><title>${title}</title><path d="M${x.toFixed(1)} ${(y - 5).toFixed(1)}l5 5l-5 5l-5-5z"/></a>`;
    });
}
