// The form over a live dashboard: variables, time range, refresh and theme; it works without a script.

import type { Board } from '../board.ts';
import { ALL, type Choice, isAll } from '../choices.ts';
import type { View } from '../view.ts';
import { type Looks, THEMES, viewAddress } from './address.ts';
import { type Content, html } from './html.ts';

const RANGES = ['15m', '1h', '6h', '24h', '7d', '30d'];
const REFRESHES = ['off', '10s', '30s', '1m', '5m'];

/** Links to the other dashboards, with the same time range and choices. */
export function drawBoardList(boards: readonly Board[], current: Board, view: View, looks: Looks): Content {
  return html`<nav class="boards" aria-label="Dashboards">${boards.map(({ uid, title }) => {
    const here = uid === current.uid;
    return html`<a href="/d/${encodeURIComponent(uid)}${viewAddress(view.range, view.choices, here ? { ...looks, viewPanel: undefined } : { theme: looks.theme })}"${here && html` aria-current="page"`}>${title}</a>`;
  })}</nav>`;
}

/** From one panel alone to its dashboard. */
export function drawWayBack({ board, range, choices }: View, looks: Looks): Content {
  const address = viewAddress(range, choices, { ...looks, viewPanel: undefined });
  return html`<p><a href="/d/${encodeURIComponent(board.uid)}${address}">All panels of ${board.title}</a></p>`;
}

/** Room for `now-30d`, and for a moment as a number or date. */
const sizeOf = (text: string): number => Math.max(9, text.length);

/** The form. */
export function drawControls(view: View, looks: Looks): Content {
  const { range, choices } = view;
  const quick = RANGES.map((span) => {
    const here = range.from === `now-${span}` && range.to === 'now';
    return html`<a href="${viewAddress({ from: `now-${span}`, to: 'now' }, choices, looks)}"${here && html` aria-current="true"`} aria-label="Last ${span}">${span}</a>`;
  });
  const only = looks.viewPanel && html`<input type="hidden" name="viewPanel" value="${looks.viewPanel}">`;
  return html`<form class="controls" method="get" id="controls">${only}${choices.map(drawChoice)}<div class="times" role="group" aria-label="Time range"><span class="quick">${quick}</span><label>From <input name="from" value="${range.from}" size="${sizeOf(range.from)}" spellcheck="false" autocomplete="off"></label><label>To <input name="to" value="${range.to}" size="${sizeOf(range.to)}" spellcheck="false" autocomplete="off"></label></div><label>Refresh <select name="refresh">${options(REFRESHES, looks.refresh)}</select></label><label>Theme <select name="theme">${options(THEMES, looks.theme)}</select></label><button type="submit">Apply</button></form>`;
}

function options(values: readonly string[], current: string): Content {
  const all = values.includes(current) ? values : [...values, current];
  return all.map((value) => html`<option${value === current && html` selected`}>${value}</option>`);
}

/** Boxes to tick; none means all. */
function drawChoice(choice: Choice): Content {
  const { variable, options: offered, chosen } = choice;
  const title = variable.label ?? variable.name;
  const values = [...new Set([...offered, ...chosen])];
  const summary = isAll(choice) ? 'All' : chosen.length > 2 ? `${chosen.length} of ${values.length}` : chosen.join(', ');
  const name = `var-${variable.name}`;
  const boxes = values.map(
    (value) =>
      html`<label><input type="checkbox" name="${name}" value="${value}"${chosen.includes(value) && html` checked`}> ${value}</label>`,
  );
  return html`<details class="choice" name="choice" id="choice-${variable.name}"><summary>${title}: <b>${summary}</b></summary><fieldset><legend>${variable.description ?? title}</legend><label><input type="checkbox" name="${name}" value="${ALL}"> All (also when nothing is ticked)</label>${boxes}<button type="submit">Apply</button></fieldset></details>`;
}
