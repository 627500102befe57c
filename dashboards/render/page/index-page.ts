// The list of dashboards, and the keys that work on their pages.

import type { Board } from '../board.ts';
import { type Content, html } from './html.ts';

/** What page.js listens to. */
const KEYS: readonly (readonly [key: string, effect: string])[] = [
  ['j', 'next panel'],
  ['k', 'previous panel'],
  ['i', 'what the panel shows, and its queries'],
  ['d', "the panel's data as a table"],
  ['v', 'variables'],
  ['t', 'time range'],
  ['r', 'refresh now'],
  ['?', 'this list'],
];

export function drawIndex(boards: readonly Board[]): Content {
  const items = boards.map(
    ({ uid, title, description }) => html`<li><a href="/d/${encodeURIComponent(uid)}"><b>${title}</b></a><p>${description}</p></li>`,
  );
  return html`<h1>Dashboards</h1><p class="lead">What Grafana would show, drawn here because no Grafana is at hand. Data is live; nothing can be changed.</p><ul class="index">${items}</ul>`;
}

/** Opens with the key ? or the button at the end of the page. */
export function drawKeys(): Content {
  return html`<p><button type="button" popovertarget="keys">Keyboard</button></p><div popover id="keys" class="menu" role="dialog" aria-label="Keyboard"><b>Keyboard</b><dl class="keys">${KEYS.map(
    ([key, effect]) => html`<dt><kbd>${key}</kbd></dt><dd>${effect}</dd>`,
  )}</dl></div>`;
}
