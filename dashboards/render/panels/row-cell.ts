// A cell of a table. On a phone a row stands as a block, and the heading of each cell beside its value.

import { type Content, html } from '../page/html.ts';

/** A longer text gets a line of its own there. */
const SHORT = 18;

/** @param content what is shown, where it is more than the text */
export function drawCell(heading: string, text: string, content: Content = text, numeric = false): Content {
  const kind = numeric ? 'number' : text.length > SHORT ? 'long' : undefined;
  return html`<td data-heading="${heading}"${kind && html` class="${kind}"`}>${content}</td>`;
}
