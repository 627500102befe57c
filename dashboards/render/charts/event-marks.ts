// Marks of deploys and alerts over a chart: a vertical line where they began, and a strip over the time axis as long as they lasted.

import type { Event } from '../answers.ts';
import { safeColour } from '../colours.ts';
import { type Content, html } from '../page/html.ts';
import { clock, dateAndClock, type TimeRange } from '../time-range.ts';
import type { Axis } from './axis.ts';
import type { Drawing } from './canvas.ts';

/** Marks that begin closer together than this are one, which names them all. */
const APART_PX = 14;
const LISTED = 12;

interface Mark {
  readonly x: number;
  readonly end: number;
  readonly colour: string;
  readonly lines: readonly string[];
}

const nameOf = ({ title, text, fromMs, toMs }: Event): string =>
  `${title} ${text}, ${dateAndClock(fromMs)}${toMs > fromMs ? ` to ${clock(toMs)}` : ''}`;

/** The marks of one colour, from left to right, those that lie close together as one. */
function marksOf(events: readonly Event[], xOf: (ms: number) => number): Mark[] {
  const marks: Mark[] = [];
  for (const event of events.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = marks.findLast(({ colour }) => colour === event.colour);
    const [x, end] = [xOf(event.fromMs), xOf(event.toMs)];
    if (last && x - last.x < APART_PX) {
      marks[marks.indexOf(last)] = { ...last, end: Math.max(last.end, end), lines: [...last.lines, nameOf(event)] };
    } else marks.push({ x, end, colour: event.colour, lines: [nameOf(event)] });
  }
  return marks;
}

/** The marks of all events. */
export function drawEvents(
  { events, range }: { readonly events: readonly Event[]; readonly range: TimeRange },
  axis: Axis,
  { place }: Drawing,
): Content[] {
  const xOf = (ms: number): number => place(Math.min(Math.max(ms, range.fromMs), range.toMs), axis.min)[0];
  const [, bottom] = place(range.fromMs, axis.min);
  const [, top] = place(range.fromMs, axis.max);
  return marksOf(events, xOf).map(({ x, end, colour: wanted, lines }) => {
    const colour = safeColour(wanted);
    const more = lines.length > LISTED ? `\nand ${lines.length - LISTED} more` : '';
    const title = lines.slice(0, LISTED).join('\n') + more;
    const left = x.toFixed(1);
    return html`<g class="event"><title>${title}</title><path d="M${left} ${top}V${bottom}" stroke="${colour}" stroke-dasharray="4 3"/><rect x="${left}" y="${bottom}" width="${Math.max(0, end - x).toFixed(1)}" height="4" fill="${colour}"/><path d="M${left} ${bottom}l-4 6h8z" fill="${colour}"/></g>`;
  });
}
