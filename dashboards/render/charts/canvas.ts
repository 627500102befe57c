// ECharts on the server: options in, SVG text out. Colours of text and lines are variables of the page, so one drawing suits light and dark.

import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type ECharts, type EChartsCoreOption, init, setPlatformAPI, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([CustomChart, LineChart, GridComponent, SVGRenderer]);

export const INK = { text: 'var(--muted)', line: 'var(--line)' } as const;
export const FONT_PX = 12;
/** Width of an average character of the page's font at this size, and how much wider the widest are. */
const CHARACTER_PX = 6.8;
const WIDE_CHARACTER = { pattern: /[%@mwMWµ≤]/g, extraPx: 4.6 };

/** About how wide a text is drawn; rather too wide than cut off. */
export const textWidthPx = (text: string): number =>
  text.length * CHARACTER_PX + (text.match(WIDE_CHARACTER.pattern)?.length ?? 0) * WIDE_CHARACTER.extraPx;

/** The widest of them. */
export const widestPx = (texts: readonly string[]): number => Math.ceil(Math.max(0, ...texts.map(textWidthPx)));

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

// There is no font to measure with; ECharts' own guess is too short for the fonts that browsers take.
setPlatformAPI({ measureText: (text) => ({ width: textWidthPx(text) }) });

/** What ECharts gives to a series that draws its own shapes. */
export interface RenderApi {
  coord(point: [number, number]): [number, number];
  size(extent: [number, number]): [number, number];
}

/** Where the plot lies within the drawing, and where a value lies in it. */
export interface Drawing {
  readonly svg: string;
  readonly place: (x: number, y: number) => readonly [number, number];
}

/** Draws once and forgets the chart. */
export function draw(option: EChartsCoreOption, { widthPx, heightPx }: Size): Drawing {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: widthPx, height: heightPx });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit', fontSize: FONT_PX }, ...option });
    const svg = withoutExtras(chart.renderToSVGString({ useViewBox: true }));
    return { svg, place: placeIn(chart) };
  } finally {
    chart.dispose();
  }
}

/** Coordinates are asked for after the chart is gone, so its scale is read off here: both axes are linear. */
function placeIn(chart: ECharts): Drawing['place'] {
  interface Ends {
    readonly min?: unknown;
    readonly max?: unknown;
  }
  const { xAxis, yAxis } = chart.getOption() as { xAxis?: Ends[]; yAxis?: Ends[] };
  const ends = [xAxis?.[0]?.min, xAxis?.[0]?.max, yAxis?.[0]?.min, yAxis?.[0]?.max];
  if (!ends.every((end) => typeof end === 'number')) return () => [0, 0];
  const [x0, x1, y0, y1] = ends as [number, number, number, number];
  const at = (point: [number, number]): [number, number] =>
    chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, point) as [number, number];
  const [originX, originY] = at([x0, y0]);
  const [farX, farY] = at([x1, y1]);
  return (x, y) => [originX + ((x - x0) * (farX - originX)) / (x1 - x0), originY + ((y - y0) * (farY - originY)) / (y1 - y0)];
}

/** Hover rules that the page's policy forbids anyway, a background, and marks for a script that is not there. */
function withoutExtras(svg: string): string {
  return svg
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(/ ecmeta_\w+="[^"]*"/g, '')
    .replace(/ class="zr\d+-cls-\d+"/g, '')
    .replace(/ (xmlns:xlink|version|baseProfile)="[^"]*"/g, '')
    .replace(/ pointer-events="visible"/g, '')
    .replace(/<rect [^>]*fill="none"><\/rect>\n/, '')
    .replace(/^<svg width="\d+" height="\d+"/, '<svg aria-hidden="true" focusable="false"')
    .replaceAll('\n', '');
}
