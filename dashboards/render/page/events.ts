// Deploys and alerts of the time range as a list: the lines over the graphs, for everyone who can't point at them.

import type { Event } from '../answers.ts';
import { safeColour } from '../colours.ts';
import { clock, dateAndClock } from '../time-range.ts';
import { type Content, html } from './html.ts';

const LISTED = 50;

export function drawEvents(events: readonly Event[]): Content {
  if (events.length === 0) return '';
  const counts = new Map<string, number>();
  for (const { kind } of events) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const summary = [...counts].map(([kind, count]) => `${kind}: ${count}`).join(', ');
  const items = events
    .slice(0, LISTED)
    .map(
      ({ title, text, colour, fromMs, toMs }) =>
        html`<li><svg class="swatch" viewBox="0 0 16 8" aria-hidden="true"><path d="M1 4h14" stroke="${safeColour(colour)}" stroke-width="3" stroke-dasharray="4 3"/></svg>${dateAndClock(fromMs)}${toMs > fromMs && ` to ${clock(toMs)}`} <b>${title}</b> ${text}</li>`,
    );
  return html`<details class="events" id="events"><summary>Events in this time range: ${summary}</summary><ul>${items}</ul></details>`;
}
