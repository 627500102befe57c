// One panel of a dashboard alone, as Grafana's `viewPanel` asks for it: what the link of an alert shows.

import { type Board, dataPanels } from './board.ts';

/** The width of the grid, and rows enough to read a chart from across the room. */
const WHOLE_WIDTH = 24;
const LEAST_HEIGHT = 14;

/**
 * The dashboard with that panel and no other, so that the stores are asked for nothing else.
 * @param wanted `panel-8`, or `8` as older versions of Grafana write it
 * @throws Error when there is no such panel.
 */
export function onlyPanel(board: Board, wanted: string): Board {
  const [, id] = /^(?:panel-)?(\d{1,6})$/.exec(wanted) ?? [];
  const panel = dataPanels(board).find((entry) => entry.id === Number(id));
  if (!panel) throw new Error('There is no such panel on this dashboard.');
  return { ...board, panels: [{ ...panel, gridPos: { x: 0, y: 0, w: WHOLE_WIDTH, h: Math.max(panel.gridPos.h, LEAST_HEIGHT) } }] };
}
