// Puts panels on Grafana's grid of 24 columns: left to right, row after row, no gaps in height and no overlaps.

import type { Panel, Row } from './model.ts';

const COLUMNS = 24;
/** Height of a row's heading. */
const HEADING_HEIGHT = 1;

export interface Position {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface PlacedRow {
  readonly title: string;
  readonly position: Position;
  readonly panels: readonly { readonly panel: Panel; readonly position: Position }[];
}

/** Lays out one row's panels below `top`; returns them with the first free line. */
function placePanels(panels: readonly Panel[], top: number): { placed: PlacedRow['panels']; bottom: number } {
  let [x, y, lineHeight] = [0, top, 0];
  const placed = panels.map((panel) => {
    if (x + panel.width > COLUMNS) [x, y, lineHeight] = [0, y + lineHeight, 0];
    const position = { x, y, w: panel.width, h: panel.height };
    x += panel.width;
    lineHeight = Math.max(lineHeight, panel.height);
    return { panel, position };
  });
  return { placed, bottom: y + lineHeight };
}

/** Gives every row and panel its place. */
export function layOut(rows: readonly Row[]): readonly PlacedRow[] {
  let y = 0;
  return rows.map((row) => {
    const heading = { x: 0, y, w: COLUMNS, h: HEADING_HEIGHT };
    const { placed, bottom } = placePanels(row.panels, y + HEADING_HEIGHT);
    y = bottom;
    return { title: row.title, position: heading, panels: placed };
  });
}
