// How large a plot is: drawn once for the grid of a wide screen and once for a phone, so that text has the same size on both.

import type { Panel } from '../board.ts';
import type { Size } from '../charts/canvas.ts';
import { type Content, html } from '../page/html.ts';

/** The grid of Grafana: 24 columns, rows of 30 pixels with 8 between them; the page is drawn for 1600 pixels. */
const PAGE_PX = 1_568;
const COLUMNS = 24;
const ROW_PX = 38;
const GAP_PX = 8;
const PADDING_PX = 26;
/** Title, legend and the line that opens the data. */
const AROUND_PLOT_PX = 100;
const LEAST_HEIGHT_PX = 120;

const NARROW: Size = { widthPx: 346, heightPx: 200 };

function wideSize({ gridPos: { w, h } }: Panel): Size {
  return {
    widthPx: Math.round((PAGE_PX * w) / COLUMNS - GAP_PX - PADDING_PX),
    heightPx: Math.max(LEAST_HEIGHT_PX, h * ROW_PX - GAP_PX - AROUND_PLOT_PX),
  };
}

/** Both drawings; the page shows the one that fits. */
export function drawSizes(panel: Panel, draw: (size: Size) => Content): Content {
  return html`<div class="wide">${draw(wideSize(panel))}</div><div class="narrow">${draw(NARROW)}</div>`;
}

/** A row of a chart; on a phone its name may stand over it. */
const CHART_ROW_PX = { wide: 26, narrow: 34 };

/** The same for a chart with so many rows. */
export function drawRows(panel: Panel, rowCount: number, draw: (size: Size) => Content): Content {
  const sized = (size: Size, rowPx: number): Size => ({ ...size, heightPx: Math.max(size.heightPx, rowCount * rowPx + 40) });
  return html`<div class="wide">${draw(sized(wideSize(panel), CHART_ROW_PX.wide))}</div><div class="narrow">${draw(sized({ ...NARROW, heightPx: LEAST_HEIGHT_PX }, CHART_ROW_PX.narrow))}</div>`;
}
