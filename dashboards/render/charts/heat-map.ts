// How many measurements fell into which bucket when: the darker, the more.

import type { Series } from '../answers.ts';
import { type Content, html, raw } from '../page/html.ts';
import type { TimeRange } from '../time-range.ts';
import { formatLimit, formatValue } from '../units.ts';
import { draw, FONT_PX, INK, type RenderApi, type Size, widestPx } from './canvas.ts';
import { RIGHT_PX, timeAxis } from './time-axis.ts';

export interface Bucket {
  /** Upper bound. */
  readonly upTo: number;
  readonly counts: readonly { readonly timeMs: number; readonly count: number }[];
}

export interface HeatMap {
  readonly buckets: readonly Bucket[];
  readonly unit: string | undefined;
  readonly colour: string;
}

/** More columns than this are thinner than a finger is wide. */
const MOST_COLUMNS = 120;

/** Prometheus counts cumulatively: what is up to a bound, less what is up to the one below. */
export function bucketsOf(series: readonly Series[]): Bucket[] {
  const bounds = series
    .flatMap((entry) => {
      const bound = entry.labels.le ?? entry.name;
      const upTo = bound === '+Inf' ? Infinity : Number(bound);
      return Number.isNaN(upTo) ? [] : [{ upTo, points: entry.points }];
    })
    .sort((a, b) => a.upTo - b.upTo);
  return bounds.map(({ upTo, points }, at) => ({
    upTo,
    counts: points.map(([timeMs, value], column) => ({
      timeMs,
      count: Math.max(0, (value ?? 0) - (bounds[at - 1]?.points[column]?.[1] ?? 0)),
    })),
  }));
}

/** Adds up neighbours until the columns are wide enough, and leaves out buckets at both ends that hold nothing. */
function thin(buckets: readonly Bucket[]): Bucket[] {
  const group = Math.ceil((buckets[0]?.counts.length ?? 0) / MOST_COLUMNS) || 1;
  const grouped = buckets.map(({ upTo, counts }) => ({
    upTo,
    counts: Array.from({ length: Math.ceil(counts.length / group) }, (_, at) => {
      const part = counts.slice(at * group, (at + 1) * group);
      return { timeMs: part[0]?.timeMs ?? 0, count: part.reduce((sum, { count }) => sum + count, 0) };
    }),
  }));
  const used = grouped.map(({ counts }) => counts.some(({ count }) => count > 0));
  return grouped.slice(used.indexOf(true), used.lastIndexOf(true) + 1);
}

export const hasCounts = (buckets: readonly Bucket[]): boolean => thin(buckets).length > 0;

const boundText = (upTo: number, unit: string | undefined): string => (upTo === Infinity ? 'more' : `≤ ${formatLimit(upTo, unit)}`);

/** The faintest that can be seen on light and dark. */
const FAINTEST = 0.12;
/** The root lets small counts be seen beside large ones. */
const strength = (count: number, highest: number): number => FAINTEST + (1 - FAINTEST) * Math.sqrt(count / highest);

/** The chart as SVG. */
export function drawHeatMap(map: HeatMap, range: TimeRange, size: Size, label: string): Content {
  const { buckets, unit, colour } = map;
  const rows = thin(buckets);
  const labels = rows.map(({ upTo }) => boundText(upTo, unit));
  const left = widestPx(labels) + 12;
  const columnMs = (rows[0]?.counts[1]?.timeMs ?? range.toMs) - (rows[0]?.counts[0]?.timeMs ?? range.fromMs);
  const highest = highestOf(rows);
  const cells = rows.flatMap(({ counts }, row) => counts.flatMap(({ timeMs, count }) => (count > 0 ? [{ timeMs, row, count }] : [])));
  const renderItem = ({ dataIndex }: { dataIndex: number }, api: RenderApi): object => {
    const { timeMs, row, count } = cells[dataIndex] as (typeof cells)[number];
    const [x, y] = api.coord([Math.max(timeMs, range.fromMs), row]);
    const [end] = api.coord([Math.min(timeMs + columnMs, range.toMs), row]);
    const height = api.size([0, 1])[1];
    const rectangle = { x, y: y - height / 2, width: Math.max(0, end - x), height };
    return { type: 'rect', shape: rectangle, style: { fill: colour, opacity: strength(count, highest) } };
  };
  const { svg } = draw(
    {
      grid: { left, right: RIGHT_PX, top: 8, bottom: 26 },
      xAxis: timeAxis(range, size.widthPx - left - RIGHT_PX),
      yAxis: {
        type: 'category',
        data: labels,
        axisLine: { lineStyle: { color: INK.line } },
        axisTick: { show: false },
        axisLabel: { color: INK.text, fontSize: FONT_PX },
      },
      series: [
        {
          type: 'custom',
          renderItem,
          encode: { x: 0, y: 1 },
          data: cells.map(({ timeMs, row }) => [timeMs, row]),
          silent: true,
        },
      ],
    },
    size,
  );
  return html`<div class="plot"><div role="img" aria-label="${label}">${raw(svg)}</div></div>`;
}

const highestOf = (rows: readonly Bucket[]): number => Math.max(...rows.flatMap(({ counts }) => counts.map(({ count }) => count)));

/** What the darkest and the faintest mean. */
export function drawScale({ buckets, colour }: HeatMap): Content {
  const highest = highestOf(thin(buckets));
  const least = Math.min(1, highest);
  const cell = (count: number): Content =>
    html`<svg class="swatch" viewBox="0 0 16 8" aria-hidden="true"><path d="M0 4h16" stroke="${colour}" stroke-width="8" opacity="${strength(count, highest).toFixed(2)}"/></svg>`;
  const steps = [...new Set([least, highest / 4, highest].map((count) => Math.max(least, count)))];
  return html`<ul class="legend">${steps.map((count) => html`<li><span>${cell(count)}${formatValue(count, 'short', count < 10 && count % 1 ? 1 : 0)}</span></li>`)}<li><span>measurements in a cell</span></li></ul>`;
}
