// Single measurements with their traces as a list: for everyone who can't point at a dot, and for charts that have no room for dots.

import { type Content, html } from '../page/html.ts';
import { dateAndClock } from '../time-range.ts';
import { formatValue } from '../units.ts';
import { type PanelContext, traceUrl } from './panel-context.ts';

const LISTED = 12;

export function drawExemplarList(context: PanelContext, unit: string | undefined): Content {
  const { exemplars } = context.data;
  if (exemplars.length === 0) return '';
  const items = exemplars
    .toSorted((a, b) => b.value - a.value)
    .slice(0, LISTED)
    .map(
      ({ value, timeMs, traceId }) =>
        html`<li><a href="${traceUrl(context, traceId)}">${formatValue(value, unit)} at ${dateAndClock(timeMs)}</a></li>`,
    );
  return html`<p>Traces of single measurements, highest first</p><ul>${items}</ul>`;
}
