// A dashboard as HTML: heading, controls, events, then rows of panels in Grafana's order.

import { NOTHING } from '../answers.ts';
import type { Panel } from '../board.ts';
import type { LinkBase } from '../links.ts';
import { dateAndClock } from '../time-range.ts';
import type { View } from '../view.ts';
import { drawEvents } from './events.ts';
import { type Content, html } from './html.ts';
import { drawPanel } from './panel-frame.ts';

export interface BoardPage {
  readonly view: View;
  readonly base: LinkBase;
  readonly mode: 'live' | 'full';
  /** Stands under the heading: controls of a live page, what was chosen in a file. */
  readonly head: Content;
}

interface Row {
  readonly title: string | undefined;
  readonly open: boolean;
  readonly panels: readonly Panel[];
}

/** Panels under the row before them, each row from left to right. */
function rowsOf({ view: { board } }: BoardPage): Row[] {
  const rows: { title: string | undefined; open: boolean; panels: Panel[] }[] = [];
  for (const panel of board.panels) {
    if (panel.type === 'row') rows.push({ title: panel.title, open: !panel.collapsed, panels: [...(panel.panels ?? [])] });
    else {
      if (rows.length === 0) rows.push({ title: undefined, open: true, panels: [] });
      rows.at(-1)?.panels.push(panel);
    }
  }
  for (const row of rows) row.panels.sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);
  return rows;
}

/** One dashboard. */
export function drawBoard(page: BoardPage): Content {
  const { view, head, mode } = page;
  const { board } = view;
  return html`<article class="${mode}" aria-labelledby="${board.uid}-title"><h1 id="${board.uid}-title">${board.title}</h1>${board.description && html`<p class="lead">${board.description}</p>`}${head}${view.troubles.map(({ text, query }) => html`<div class="trouble"><p>${text}</p>${query && html`<details><summary>The query</summary><pre>${query}</pre></details>`}</div>`)}${drawEvents(view.events)}${rowsOf(page).map((row, at) => drawRow(page, row, at))}<p class="note">Made ${dateAndClock(view.madeAtMs)}</p></article>`;
}

function drawRow(page: BoardPage, { title, open, panels }: Row, at: number): Content {
  const { view, base, mode } = page;
  const grid = html`<div class="grid">${panels.map((panel) => drawPanel({ view, panel, data: view.panels.get(panel.id) ?? NOTHING, base, mode }))}</div>`;
  if (title === undefined) return grid;
  return html`<details class="row" id="${view.board.uid}-row-${at}"${(open || mode === 'full') && html` open`}><summary><h2>${title}</h2></summary>${grid}</details>`;
}
