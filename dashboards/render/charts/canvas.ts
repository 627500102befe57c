// ECharts on the server: options in, SVG text out. Colours of text and lines are variables of the page, so one drawing suits light and dark.

import { CustomChart, HeatmapChart, LineChart } from 'echarts/charts';
import { GridComponent, VisualMapContinuousComponent } from 'echarts/components';
import { type ECharts, type EChartsCoreOption, init, setPlatformAPI, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([CustomChart, HeatmapChart, LineChart, GridComponent, VisualMapContinuousComponent, SVGRenderer]);

export const INK = { text: 'var(--muted)', line: 'var(--line)' } as const;
export const FONT_PX = 12;
/** Width of an average character of the page's font at this size. */
export const CHARACTER_PX = 6.8;

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

// There is no font to measure with; ECharts' own guess is too short for the fonts that browsers take.
setPlatformAPI({ measureText: (text) => ({ width: text.length * CHARACTER_PX }) });

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
  const { xAxis, yAxis } = chart.getOption() as { xAxis?: { min?: unknown }[]; yAxis?: { min?: unknown; type?: string }[] };
  const x0 = xAxis?.[0]?.min;
  const y0 = yAxis?.[0]?.min;
  if (typeof x0 !== 'number' || typeof y0 !== 'number') return () => [0, 0];
  const at = (point: [number, number]): [number, number] =>
    chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, point) as [number, number];
  const SPAN = 1e6;
  const [originX, originY] = at([x0, y0]);
  const [farX, farY] = at([x0 + SPAN, y0 + 1]);
  return (x, y) => [originX + ((x - x0) * (farX - originX)) / SPAN, originY + (y - y0) * (farY - originY)];
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
