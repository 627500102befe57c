// What state each series was in and when: one bar a series, one colour a state.

import { type Content, html, raw } from '../page/html.ts';
import type { TimeRange } from '../time-range.ts';
import { draw, FONT_PX, INK, type RenderApi, type Size, widestPx } from './canvas.ts';
import { RIGHT_PX, timeAxis } from './time-axis.ts';

export interface StateSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly text: string;
  readonly colour: string;
}

export interface StateRow {
  readonly name: string;
  readonly spans: readonly StateSpan[];
}

/** Neighbours in the same state as one span. */
export function joinSpans(spans: readonly StateSpan[]): StateSpan[] {
  const joined: StateSpan[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && last.text === span.text && last.colour === span.colour && span.fromMs <= last.toMs) {
      joined[joined.length - 1] = { ...last, toMs: span.toMs };
    } else joined.push(span);
  }
  return joined;
}

const BAR_SHARE = 0.7;
/** Of the width; longer names stand over their bars. */
const LONGEST_NAME = 0.4;
const LEFT_WITHOUT_NAMES_PX = 4;

/** The chart as SVG. */
export function drawStateTimeline(rows: readonly StateRow[], range: TimeRange, size: Size, label: string): Content {
  const names = rows.map(({ name }) => name);
  const namesPx = widestPx(names) + 12;
  const isOver = namesPx > size.widthPx * LONGEST_NAME;
  const left = isOver ? LEFT_WITHOUT_NAMES_PX : namesPx;
  const plotPx = size.widthPx - left - RIGHT_PX;
  const spans = rows.flatMap((row, at) => row.spans.map((span) => ({ ...span, row: at })));
  const renderItem = ({ dataIndex }: { dataIndex: number }, api: RenderApi): object => {
    const span = spans[dataIndex] as (typeof spans)[number];
    // The first point stands at a step before the range begins.
    const [x, y] = api.coord([Math.max(span.fromMs, range.fromMs), span.row]);
    const [end] = api.coord([Math.min(span.toMs, range.toMs), span.row]);
    const height = api.size([0, 1])[1] * (isOver ? BAR_SHARE / 2 : BAR_SHARE);
    const rectangle = { x, y: isOver ? y + 3 : y - height / 2, width: Math.max(1, end - x), height };
    return { type: 'rect', shape: rectangle, style: { fill: span.colour, opacity: 0.85 } };
  };
  const { svg } = draw(
    {
      grid: { left, right: RIGHT_PX, top: 8, bottom: 26 },
      xAxis: timeAxis(range, plotPx),
      yAxis: {
        type: 'category',
        inverse: true,
        data: names,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          interval: 0,
          color: INK.text,
          fontSize: FONT_PX,
          ...(isOver && { inside: true, margin: 0, align: 'left', verticalAlign: 'bottom', width: plotPx, overflow: 'truncate' }),
        },
      },
      series: [
        {
          type: 'custom',
          renderItem,
          encode: { x: [0, 1], y: 2 },
          data: spans.map(({ fromMs, toMs, row }) => [fromMs, toMs, row]),
          silent: true,
        },
      ],
    },
    size,
  );
  return html`<div class="plot"><div role="img" aria-label="${label}">${raw(svg)}</div></div>`;
}
