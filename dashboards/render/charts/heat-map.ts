// How many measurements fell into which bucket when: the darker, the more.

import type { Series } from '../answers.ts';
import { type Content, html, raw } from '../page/html.ts';
import { axisTime, type TimeRange } from '../time-range.ts';
import { formatValue } from '../units.ts';
import { CHARACTER_PX, draw, FONT_PX, INK, type Size } from './canvas.ts';

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

const boundText = (upTo: number, unit: string | undefined): string => (upTo === Infinity ? 'more' : `≤ ${formatValue(upTo, unit)}`);

/** The chart as SVG. */
export function drawHeatMap(map: HeatMap, range: TimeRange, size: Size, label: string): Content {
  const { buckets, unit, colour } = map;
  const rows = thin(buckets);
  const times = rows[0]?.counts.map(({ timeMs }) => timeMs) ?? [];
  const labels = rows.map(({ upTo }) => boundText(upTo, unit));
  const highest = Math.max(...rows.flatMap(({ counts }) => counts.map(({ count }) => count)));
  const left = Math.ceil(Math.max(...labels.map((text) => text.length)) * CHARACTER_PX) + 12;
  const spanMs = range.toMs - range.fromMs;
  // The root lets small counts be seen beside large ones.
  const data = rows.flatMap(({ counts }, row) =>
    counts.flatMap(({ count }, column) => (count > 0 ? [[column, row, Math.sqrt(count / highest)]] : [])),
  );
  const axis = { axisLine: { lineStyle: { color: INK.line } }, axisTick: { show: false } };
  const { svg } = draw(
    {
      grid: { left, right: 14, top: 8, bottom: 26 },
      xAxis: {
        ...axis,
        type: 'category',
        data: times.map((timeMs) => axisTime(timeMs, spanMs)),
        axisLabel: { color: INK.text, fontSize: FONT_PX, interval: Math.ceil((times.length * 70) / size.widthPx) },
      },
      yAxis: { ...axis, type: 'category', data: labels, axisLabel: { color: INK.text, fontSize: FONT_PX } },
      visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { color: [colour], opacity: [0.12, 1] } },
      series: [{ type: 'heatmap', data, silent: true, progressive: 0 }],
    },
    size,
  );
  return html`<div class="plot"><div role="img" aria-label="${label}">${raw(svg)}</div></div>`;
}
