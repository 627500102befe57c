// Dashboards as one HTML file that needs nothing else: for a report, a picture or an attachment.

import type { Failure } from './answers.ts';
import type { Board } from './board.ts';
import { isAll } from './choices.ts';
import type { LinkBase } from './links.ts';
import type { Theme } from './page/address.ts';
import { drawBoard } from './page/board-page.ts';
import { drawDocument } from './page/document.ts';
import { type Content, html } from './page/html.ts';
import type { Stores } from './queries/stores.ts';
import { dateAndClock, type TimeRange } from './time-range.ts';
import { collectView, type View } from './view.ts';

export interface ReportWish {
  readonly boards: readonly Board[];
  readonly chosen: Readonly<Record<string, readonly string[]>>;
  readonly range: (board: Board) => TimeRange;
  readonly theme: Theme;
  readonly base: LinkBase;
}

export interface Report {
  readonly text: string;
  /** What could not be asked for, with the dashboard and panel it belongs to. */
  readonly failures: readonly { readonly place: string; readonly reason: string }[];
}

/** Asks for everything and draws it. */
export async function makeReport({ boards, chosen, range, theme, base }: ReportWish, stores: Stores): Promise<Report> {
  const views: View[] = [];
  for (const board of boards) views.push(await collectView(board, { range: range(board), chosen }, stores));
  const title = views.length === 1 ? (views[0]?.board.title ?? '') : 'Dashboards';
  const body = views.map((view) => drawBoard({ view, base, mode: 'full', head: drawChosen(view) }));
  return { text: drawDocument({ title, body: html`${body}`, theme }), failures: views.flatMap(failuresOf) };
}

/** Time range and choices in words. */
function drawChosen({ range, choices }: View): Content {
  const parts = choices.map(
    (choice) =>
      html`<span>${choice.variable.label ?? choice.variable.name}: <b>${isAll(choice) ? 'All' : choice.chosen.join(', ')}</b></span>`,
  );
  return html`<p class="chosen"><span>${dateAndClock(range.fromMs)} to ${dateAndClock(range.toMs)}</span>${parts}</p>`;
}

function failuresOf({ board, panels, troubles }: View): Report['failures'] {
  const named = (title: string, { refId, reason }: Failure) => ({ place: `${board.title}, panel "${title}", query ${refId}`, reason });
  const ofPanels = board.panels
    .flatMap((panel) => [panel, ...(panel.panels ?? [])])
    .flatMap((panel) => (panels.get(panel.id)?.failures ?? []).map((failure) => named(panel.title, failure)));
  return [...ofPanels, ...troubles.map(({ text }) => ({ place: board.title, reason: text }))];
}
